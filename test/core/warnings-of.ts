import type { Construct } from 'constructs';
import { faultsOf } from './faults-of';

/** What synth writes to standard error for the chart of a construct that has no faults. */
export function warningText(construct: Construct): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(faultsOf(construct)).toEqual([]);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

/** Its warnings, each without its path. */
export function warningsOf(construct: Construct): string[] {
  const lines = warningText(construct).split('\n').filter(Boolean);
  return lines.map((line) => line.replace(/^Warning: \[[^\]]*\] /, ''));
}
