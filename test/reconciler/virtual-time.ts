/**
 * Timers that do not wait: what takes minutes is tested in milliseconds, while requests go over real sockets.
 * Only setTimeout, setInterval, those of node:timers/promises and performance.now are replaced.
 */
import timersPromises from 'node:timers/promises';
import type { TestClock } from './memory/clock';

/** Called below the hooks that clean up, which may need the time to pass. */
export function useVirtualTime(): void {
  jest.setTimeout(2 * LONGEST_MS);
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: [
        ...(['Date', 'hrtime', 'nextTick', 'queueMicrotask', 'setImmediate'] as const),
        ...(['clearImmediate', 'requestAnimationFrame', 'cancelAnimationFrame'] as const),
        ...(['requestIdleCallback', 'cancelIdleCallback'] as const),
      ],
    });
    // Jest replaces them on the global object alone.
    jest.spyOn(timersPromises, 'setTimeout').mockImplementation(sleep as any);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
}

function sleep<T>(ms: number, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new Error('The operation was aborted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, ms);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Short beside every deadline of a request, which needs some turns of the event loop. */
const STEP_MS = 50;
/** Once this has passed, longer steps will do. */
const SHORT_MS = 3_000;
const LONG_STEP_MS = 1_000;
const TURNS = 8;
/** Of real time, also on a machine that is busy with other things. */
const LONGEST_MS = 60_000;

/** Lets the time pass until the promise is settled, or (without one) for so long; a clock goes along. */
export async function pass<T>(until: Promise<T> | number, clock?: TestClock): Promise<T> {
  let settled = false;
  const startedAt = Date.now();
  const limit = typeof until === 'number' ? until : Infinity;
  const end = () => (settled = true);
  if (typeof until !== 'number') until.then(end, end);
  for (let passed = 0; !settled && passed < limit;) {
    const step = Math.min(passed < SHORT_MS ? STEP_MS : LONG_STEP_MS, limit - passed);
    for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next));
    if (settled) break;
    if (Date.now() - startedAt > LONGEST_MS) {
      throw new Error('it does not end, however much time passes');
    }
    await jest.advanceTimersByTimeAsync(step);
    clock?.advance(step / 1000);
    passed += step;
  }
  return until as Promise<T>;
}
