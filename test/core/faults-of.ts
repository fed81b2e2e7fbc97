import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';

/** The faults that synth reports for a construct's chart: one line each, without the heading. */
export function faultsOf(construct: Construct): string[] {
  try {
    Chart.of(construct).toJson();
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

/** What synth of a construct's chart writes to standard error, if there are no faults. */
export function warningsOf(construct: Construct): string {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(faultsOf(construct)).toEqual([]);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}
