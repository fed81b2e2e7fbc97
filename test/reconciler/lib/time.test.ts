import { SYSTEM_TIME } from '../../../src/reconciler/lib/time';

test('a sleep ends early when it is told to stop, and is no error', async () => {
  const stop = new AbortController();
  const startedAt = SYSTEM_TIME.now();
  const sleep = SYSTEM_TIME.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleep).resolves.toBeUndefined();
  expect(SYSTEM_TIME.now() - startedAt).toBeLessThan(10_000);
});
