/** Conditions of the status, as those of Kubernetes' objects. */
import type { Condition } from '../../contract';
import { ofType } from '../lib/named';

/** A condition as a plan makes it; the time of its last change comes from the status before. */
export type PlannedCondition = Omit<Condition, 'lastTransitionTime'>;

/** The time of a condition is that of its last change. */
export function withTransition(
  planned: PlannedCondition,
  previous: readonly Condition[] | undefined,
  now: Date,
): Condition {
  const before = previous?.find(ofType(planned.type));
  const same = before?.status === planned.status && before.reason === planned.reason;
  return { ...planned, lastTransitionTime: same ? before.lastTransitionTime : now.toISOString() };
}

/** How many texts one message tells, and how many characters it may have: the status keeps 1024 of it. */
const MOST_TEXTS = 10;
const LONGEST = 1000;

/** All of them in one message: a long one leaves room for the others. */
export function together(texts: readonly string[]): string {
  const different = [...new Set(texts)];
  const told = different.slice(0, MOST_TEXTS);
  const longest = Math.floor(LONGEST / told.length) - '...; '.length;
  const shortened =
    different.join('; ').length <= LONGEST
      ? told
      : told.map((each) => (each.length > longest ? `${each.slice(0, longest)}...` : each));
  const more = different.length - told.length;
  return [...shortened, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

export function condition(
  type: string,
  isTrue: boolean,
  reason: string,
  message: string,
): PlannedCondition {
  return { type, status: isTrue ? 'True' : 'False', reason, message };
}
