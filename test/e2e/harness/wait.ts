import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, for the error. */
  readonly for: string;
  /** @default 4 minutes: some things happen once a minute, and a machine may be slow */
  readonly timeoutMs?: number;
  /** @default 100 */
  readonly intervalMs?: number;
}

type Nothing = undefined | null | false;

/**
 * Calls `probe` until it returns something that is neither undefined, null nor false. An exception counts
 * as 'not yet', and the last one is told if the time is over.
 */
export async function waitUntil<T extends {}>(
  options: WaitOptions,
  probe: () => Promise<T | Nothing> | T | Nothing,
): Promise<T> {
  const timeoutMs = options.timeoutMs ?? 240_000;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const result = await probe();
      if (result !== undefined && result !== null && result !== false) {
        return result;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${options.for}${last ? `: ${last}` : ''}`, {
        cause: last,
      });
    }
    await sleep(options.intervalMs ?? 100);
  }
}
