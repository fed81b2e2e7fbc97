/** What is being deleted already, and waits for a finalizer: deleting it again changes nothing, for as long as it waits. */
import type { Action } from './actions';
import type { KubernetesObject } from '../kubernetes/types';
import type { ObservedPart, ObservedVersion } from '../observe/observation';

export function isGoing({ metadata }: KubernetesObject): boolean {
  return !!metadata.deletionTimestamp;
}

/** Without the deletions that are under way. */
export function withoutRepeatedDeletions(
  version: ObservedVersion | undefined,
  actions: readonly Action[],
): readonly Action[] {
  if (!version) return actions;
  return actions.filter((action) => {
    const objects = deletedBy(action, version);
    return !objects || objects.some((object) => !isGoing(object));
  });
}

/** Undefined for an action that deletes no objects of Kubernetes, such as the removal of a record. */
function deletedBy(
  action: Action,
  { mode, main, parts }: ObservedVersion,
): readonly KubernetesObject[] | undefined {
  if (action.type === 'remove-autoscaler') {
    return objectsIn({ parts: parts.filter(isAutoscaler) });
  }
  if (action.type !== 'delete' || mode === 'Endpoint') return undefined;
  return objectsIn({ main, parts: action.keepConfiguration ? [] : parts });
}

/** The main one goes last. */
export function objectsIn({
  main,
  parts,
}: Pick<ObservedVersion, 'main' | 'parts'>): KubernetesObject[] {
  return [...parts.map(({ object }) => object), ...(main ? [main] : [])];
}

export function isAutoscaler({ kind }: ObservedPart): boolean {
  return kind === 'horizontalPodAutoscalers';
}
