/** Conditions of the status, as those of Kubernetes' objects. */
import type { Condition } from '../../contract';

/** A condition as a plan finds it; since when it is so, the status before tells. */
export type ConditionFinding = Omit<Condition, 'lastTransitionTime'>;

/** The time of a condition is that of its last change. */
export function withTransition(
  found: ConditionFinding,
  previous: readonly Condition[] | undefined,
  now: Date,
): Condition {
  const before = previous?.find(({ type }) => type === found.type);
  const same = before?.status === found.status && before.reason === found.reason;
  return { ...found, lastTransitionTime: same ? before.lastTransitionTime : now.toISOString() };
}
