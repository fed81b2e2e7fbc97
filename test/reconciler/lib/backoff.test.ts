import { backoffMs } from '../../../src/reconciler/lib/backoff';

const limits = { firstMs: 100, longestMs: 1_000 };

test('the pause doubles with each failure, up to the limit', () => {
  const pauses = [1, 2, 3, 4, 5, 60, 2_000].map((failures) => backoffMs(failures, limits, 1));
  expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000]);
});

test('those who failed together return spread over half of the pause', () => {
  expect(backoffMs(2, limits, 0)).toBe(100);
  const pauses = Array.from({ length: 50 }, () => backoffMs(5, limits));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
  expect(new Set(pauses).size).toBeGreaterThan(1);
});
