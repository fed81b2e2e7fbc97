/** How long a version stays after nothing needs it any more: a call may still be on its way. */
import type { DesiredDeployment } from '../../../contract';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../../../contract';
import type { ObservedVersion } from '../../observe/observation';

/** After its services were made private: calls that were admitted before have arrived by then. */
export const PRIVATE_SETTLE_MS = 5_000;

/** A date can't be much further away. */
const LONGEST_DELAY_SECONDS = 100 * 365 * 86_400;

export interface DrainDelay {
  readonly phase: 'not started' | 'running' | 'over';
  readonly endsAt: Date;
}

export function drainDelay(
  observed: ObservedVersion,
  successor: DesiredDeployment | undefined,
  now: Date,
): DrainDelay {
  const seconds =
    successor?.drainDelaySeconds ?? observed.drainDelaySeconds ?? DEFAULT_DRAIN_DELAY_SECONDS;
  const ms = 1000 * Math.min(seconds, LONGEST_DELAY_SECONDS);
  const { removeVersionAt: recorded } = observed.state;
  // Recorded by a clock that was ahead, or before the delay was made shorter: it would wait for ever.
  const latest = now.getTime() + ms + PRIVATE_SETTLE_MS;
  if (!recorded || recorded.getTime() > latest) {
    return { phase: 'not started', endsAt: new Date(now.getTime() + ms) };
  }
  return { phase: recorded > now ? 'running' : 'over', endsAt: recorded };
}
