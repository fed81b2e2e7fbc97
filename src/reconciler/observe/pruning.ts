/** By what `kubectl apply --prune` and `--applyset` find the objects that they delete. */
import type { ObservedVersion } from './observation';
import { MAIN_OBJECTS, PRUNING_MARKS } from '../../contract';
import type { VersionObjectKind } from '../../contract';
import { metadataSubresource, RESOURCES } from '../kubernetes/types';
import type { KubernetesObject, ResourceKind } from '../kubernetes/types';

/** An object whose marks can be removed, and through which of its subresources. */
export interface MarkedObject {
  readonly kind: ResourceKind;
  readonly object: KubernetesObject;
  readonly subresource?: 'status';
}

/** Whether `kubectl apply` could still prune one of its objects. */
export function hasPruningMarks(version: ObservedVersion): boolean {
  return markedObjects(version).length > 0;
}

/** The objects of a version that have marks, but for those whose metadata can't be patched. */
export function markedObjects({ mode, main, parts, isDesired }: ObservedVersion): MarkedObject[] {
  const mainKind = MAIN_OBJECTS[mode];
  const all: Array<{ kind: VersionObjectKind; object: KubernetesObject }> = [
    ...(main && mainKind ? [{ kind: mainKind, object: main }] : []),
    ...parts,
  ];
  return all.flatMap(({ kind, object }) => {
    const resource = RESOURCES[kind];
    if (!('metadataThrough' in resource) || !isMarked(object)) return [];
    if ('whileDesired' in resource && !isDesired) return [];
    return [{ kind: resource, object, subresource: metadataSubresource(resource) }];
  });
}

export function isMarked({ metadata }: KubernetesObject): boolean {
  return (
    metadata.annotations?.[PRUNING_MARKS.lastApplied] !== undefined ||
    metadata.labels?.[PRUNING_MARKS.applySet] !== undefined
  );
}
