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

export function condition(
  type: string,
  isTrue: boolean,
  reason: string,
  message: string,
): PlannedCondition {
  return { type, status: isTrue ? 'True' : 'False', reason, message };
}
