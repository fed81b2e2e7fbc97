import type { Duration } from 'cdk8s';
import type { RestateDeletionPolicy } from './deletion-policy';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../contract';
import type { DeletionPolicy } from '../contract';
import { wholeSeconds } from '../core/duration';
import type { FaultSink } from '../core/faults';

/** How long a drained version stays. */
export function drainDelaySeconds(delay: Duration | undefined, faults: FaultSink): number {
  return wholeSeconds(delay, 'drainDelay', faults) ?? DEFAULT_DRAIN_DELAY_SECONDS;
}

export function deletionPolicy(
  policy: RestateDeletionPolicy | undefined,
  faults: FaultSink,
): DeletionPolicy {
  const { type, after } = policy?._source ?? { type: 'drain' };
  if (type !== 'drain-then-force') return { type };
  return { type, afterSeconds: wholeSeconds(after, 'deletionPolicy.after', faults) ?? 0 };
}
