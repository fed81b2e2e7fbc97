/** Milliseconds since some moment. */
export type Clock = () => number;

/** The processor time of this process: it does not pass while others run, as the wall clock does. */
export const cpuTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

export const wallTime: Clock = () => Number(process.hrtime.bigint()) / 1e6;

/** Runs candidates in turns, and gives each one's median in milliseconds. The first round only warms up. */
export function interleaved(
  clock: Clock,
  rounds: number,
  candidates: ReadonlyArray<() => void>,
): number[] {
  const times: number[][] = candidates.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    candidates.forEach((candidate, index) => {
      global.gc?.();
      const start = clock();
      candidate();
      const elapsed = clock() - start;
      if (round > 0) times[index].push(elapsed);
    });
  }
  return times.map(median);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Rows of equal keys as a table for people. */
export function table(rows: ReadonlyArray<{ readonly [column: string]: string }>): string {
  const columns = Object.keys(rows[0]);
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column].length)),
  );
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => cells.map((cell, index) => cell.padStart(widths[index])).join('  '))
    .join('\n');
}
