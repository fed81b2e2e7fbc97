import { Signal } from '../../../src/reconciler/lib/signal';
import { pass, useVirtualTime } from '../virtual-time';

useVirtualTime();

const signal = () => {
  const made = new Signal();
  return {
    give: () => made.notify(),
    wait: (ms: number, stop: AbortSignal) => made.wait(ms, stop),
  };
};

/** Milliseconds that it took. */
async function duration(work: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await pass(work);
  return performance.now() - startedAt;
}
const never = new AbortController().signal;

test('whoever waits goes on when it is given', async () => {
  const { give, wait } = signal();
  setTimeout(give, 100);
  expect(await duration(wait(60_000, never))).toBeLessThan(300);
});

test('one that was given before is not missed, and those that come together are one', async () => {
  const { give, wait } = signal();
  give();
  give();
  expect(await duration(wait(5_000, never))).toBe(0);
  expect(await duration(wait(5_000, never))).toBeGreaterThanOrEqual(5_000);
});

test('without one the time is over at some time', async () => {
  expect(await duration(signal().wait(2_000, never))).toBeGreaterThanOrEqual(2_000);
});

test('to stop ends the wait, and every later one', async () => {
  const { wait } = signal();
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  expect(await duration(wait(60_000, stop.signal))).toBeLessThan(300);
  expect(await duration(wait(60_000, stop.signal))).toBe(0);
});
