/** The first pause between two attempts, and the longest. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Milliseconds to wait before the next attempt: the pause doubles with each failure up to a limit.
 *
 * @param failures how many attempts have failed in a row, this one included: 1 gives the first pause
 * @param jitter from 0 (half of the pause) to 1 (all of it): without it, those who failed together
 * would return together
 */
export function backoffMs(
  failures: number,
  { firstMs, longestMs }: BackoffLimits,
  jitter = Math.random(),
): number {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.5 + jitter / 2);
}
