import { setTimeout as delay } from 'node:timers/promises';

/** How a run measures time and waits; tests give one that does not take real seconds. */
export interface Time {
  /** Milliseconds that only ever grow; for durations. The time of day is that of the API server. */
  now(): number;
  /** Ends early, and all the same, when `stop` is aborted. */
  sleep(ms: number, stop?: AbortSignal): Promise<void>;
}

/** Does not keep the process alive. */
export function elapsed(ms: number): Promise<true> {
  return delay(ms, true, { ref: false });
}

export const SYSTEM_TIME: Time = {
  now: () => performance.now(),
  sleep: (ms, stop) => delay(ms, undefined, { signal: stop }).catch(() => undefined),
};
