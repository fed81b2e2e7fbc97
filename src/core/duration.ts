import type { Duration } from 'cdk8s';
import { shown } from './faults';
import type { FaultSink } from './faults';

/** A duration in whole seconds; undefined if none is given, or if it is invalid and recorded as a fault. */
export function wholeSeconds(
  duration: Duration | undefined,
  field: string,
  faults: FaultSink,
): number | undefined {
  if (duration === undefined) return undefined;
  const seconds = duration.toMilliseconds({ integral: false }) / 1000;
  if (Number.isSafeInteger(seconds) && seconds >= 0) return seconds;
  faults.add(
    field,
    `must be a whole number of seconds, got ${shown(seconds)}`,
    'write whole seconds, such as Duration.seconds(30)',
  );
  return undefined;
}
