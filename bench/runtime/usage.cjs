// Loaded into a measured process: writes the most memory that it had to the file in BENCH_USAGE, in kilobytes.
// (What getrusage says begins with the memory of the process that started it.)
const { readFileSync, writeFileSync } = require('node:fs');
process.on('exit', () => {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(process.env.BENCH_USAGE, peak);
});
