/** What a tool would delete that prunes what it has applied before and is not applied any more. Pure. */
import { nameOf, objectKey } from './cluster-objects';
import type { ClusterObject, ObjectName } from './cluster-objects';
import { LABELS, PRUNING_MARKS } from '../../contract';
import type { InputObject } from '../input/objects';

export interface PrunedObject extends ObjectName {
  /** Tools that would, if they have applied it. */
  readonly by: readonly string[];
  /** A version of a deployment: what runs on it would be cut off. */
  readonly isVersion?: true;
}

type Annotations = Readonly<Record<string, string>>;

/** What each tool leaves alone: kubectl prunes what it has applied itself, the others what does not say otherwise. */
const TOOLS: ReadonlyArray<readonly [name: string, prunes: (object: ClusterObject) => boolean]> = [
  [
    'kubectl apply --prune',
    ({ metadata: { labels = {}, annotations = {} } }) =>
      annotations[PRUNING_MARKS.lastApplied] !== undefined ||
      labels[PRUNING_MARKS.applySet] !== undefined,
  ],
  ['Argo CD', (object) => !options(object).includes('Prune=false')],
  ['Flux', (object) => annotationsOf(object)['kustomize.toolkit.fluxcd.io/prune'] !== 'disabled'],
  ['Helm', (object) => annotationsOf(object)['helm.sh/resource-policy'] !== 'keep'],
];

export function planPruning(
  selected: readonly ClusterObject[],
  manifests: readonly InputObject[],
): PrunedObject[] {
  const kept = new Set(manifests.map(objectKey));
  return selected
    .filter((object) => !kept.has(objectKey(nameOf(object, ''))) && !isOwned(object))
    .map((object) => ({
      ...nameOf(object, ''),
      by: TOOLS.filter(([, prunes]) => prunes(object)).map(([name]) => name),
      ...(object.metadata.labels?.[LABELS.ownedBy] !== undefined && { isVersion: true as const }),
    }))
    .filter(({ by }) => by.length > 0);
}

/** It goes with its owner, and no tool has applied it. */
function isOwned({ metadata: { ownerReferences = [] } }: ClusterObject): boolean {
  return ownerReferences.some(({ controller }) => controller === true);
}

function annotationsOf({ metadata }: ClusterObject): Annotations {
  return metadata.annotations ?? {};
}

function options(object: ClusterObject): string[] {
  const text = annotationsOf(object)['argocd.argoproj.io/sync-options'] ?? '';
  return text.split(',').map((each) => each.trim());
}
