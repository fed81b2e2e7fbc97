import type { Construct } from 'constructs';
import { faultsOf } from './faults-of';

/** The warnings that synth prints for the chart of a construct that has no faults, each without its path. */
export function warningsOf(construct: Construct): string[] {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const faults = faultsOf(construct);
  const lines = stderr.mock.calls.map(([text]) => String(text).trim());
  stderr.mockRestore();
  expect(faults).toEqual([]);
  return lines.map((line) => line.replace(/^Warning: \[[^\]]*\] /, ''));
}
