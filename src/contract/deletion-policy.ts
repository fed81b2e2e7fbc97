import { isCount, isObjectOf } from './checks';

/**
 * - drain: removed when no invocation needs it, however long that takes.
 * - drain-then-force: the same, but after so many seconds it is removed with its invocations.
 * - force: removed at once.
 */
export type DeletionPolicy =
  | { readonly type: 'drain' }
  | { readonly type: 'drain-then-force'; readonly afterSeconds: number }
  | { readonly type: 'force' };

export const DEFAULT_DELETION_POLICY: DeletionPolicy = { type: 'drain' };

export function isDeletionPolicy(value: unknown): boolean {
  if (isObjectOf(value, 'type')) return value.type === 'drain' || value.type === 'force';
  return (
    isObjectOf(value, 'type', 'afterSeconds') &&
    value.type === 'drain-then-force' &&
    isCount(value.afterSeconds)
  );
}

/** `drain`, `drain-then-force=<seconds>` or `force`. */
export function formatDeletionPolicy(policy: DeletionPolicy): string {
  return policy.type === 'drain-then-force' ? `${policy.type}=${policy.afterSeconds}` : policy.type;
}

/** Undefined for text that {@link formatDeletionPolicy} does not write. */
export function parseDeletionPolicy(text: string): DeletionPolicy | undefined {
  if (text === 'drain' || text === 'force') return { type: text };
  const seconds = /^drain-then-force=(\d{1,9})$/.exec(text)?.[1];
  return seconds === undefined
    ? undefined
    : { type: 'drain-then-force', afterSeconds: Number(seconds) };
}
