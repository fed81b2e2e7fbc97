/**
 * Asks the registry of each image in src/core/images.ts, or the file that is given, for the digest of its tag, and writes
 * it behind the tag: node scripts/update-images.mjs [FILE]. Needs Go; credentials are those of `docker login`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const CRANE = 'github.com/google/go-containerregistry/cmd/crane@v0.20.6';
const [file = 'src/core/images.ts'] = process.argv.slice(2);

const text = readFileSync(file, 'utf8');
const faults = [];
const updated = text.replace(/'([^'@\s]+:[^'@\s]+)(@sha256:[0-9a-f]+)?'/g, (old, tagged) => {
  const { status, stdout, stderr, error } = spawnSync('go', ['run', CRANE, 'digest', tagged], {
    encoding: 'utf8',
  });
  const digest = (stdout ?? '').trim();
  if (status === 0 && /^sha256:[0-9a-f]{64}$/.test(digest)) return `'${tagged}@${digest}'`;
  faults.push(`${tagged}: ${error?.message ?? (stderr || stdout).trim()}`);
  return old;
});

if (faults.length > 0) {
  console.error(`${faults.join('\n')}\n${file} is left as it is.`);
  process.exitCode = 1;
} else if (updated === text) {
  console.log(`${file} is up to date.`);
} else {
  writeFileSync(file, updated);
  console.log(`${file} has new digests.`);
}
