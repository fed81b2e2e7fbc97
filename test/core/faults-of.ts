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
