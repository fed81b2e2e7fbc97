/** Makes versions of the objects that the API server listed. Pure. */
import {
  configurationNotReady,
  isMadeByKnative,
  lastVersionOf,
  routeNotReady,
  routeUri,
} from './knative';
import type { Configuration, Route } from './knative';
import type { ObservedPart, ObservedVersion, VersionMemory } from './observation';
import { countReplicas, replicaSetNotReady } from './replica-set';
import type { ReplicaSet } from './replica-set';
import type { DeploymentMode, DesiredState, EndpointRecord } from '../../contract';
import {
  LABELS,
  MANAGED_BY_OPERATOR,
  parseDeletionPolicy,
  PRUNING_MARKS,
  RUNTIME_ANNOTATIONS,
  SYNTH_ANNOTATIONS,
} from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';

/** The lists of one look at the namespace. */
export interface ListedObjects {
  readonly replicaSets: readonly ReplicaSet[];
  readonly services: readonly KubernetesObject[];
  readonly horizontalPodAutoscalers: readonly KubernetesObject[];
  readonly configurations: readonly Configuration[];
  readonly routes: readonly Route[];
  readonly knativeServices: readonly KubernetesObject[];
  readonly endpoints: readonly EndpointRecord[];
}

export interface VersionsFound {
  readonly versions: ObservedVersion[];
  readonly foreign: Map<string, string>;
}

interface Group {
  readonly replicaSet?: ReplicaSet;
  readonly route?: Route;
  readonly configuration?: Configuration;
  readonly parts: readonly ObservedPart[];
}

export function findVersions(desired: DesiredState, listed: ListedObjects): VersionsFound {
  const foreign = new Map<string, string>();
  const isOurs = ownership(desired, foreign);
  const groups = new Map<string, Group>();
  const join = (object: KubernetesObject, change: (group: Group) => Group) => {
    if (!isOurs(object)) return;
    const { name } = object.metadata;
    groups.set(name, change(groups.get(name) ?? { parts: [] }));
  };
  for (const each of listed.replicaSets) join(each, (group) => ({ ...group, replicaSet: each }));
  for (const each of listed.routes) join(each, (group) => ({ ...group, route: each }));
  for (const each of listed.configurations) {
    join(each, (group) => ({ ...group, configuration: each }));
  }
  for (const kind of ['services', 'horizontalPodAutoscalers', 'configurations'] as const) {
    for (const object of listed[kind]) {
      join(object, (group) => ({ ...group, parts: [...group.parts, { kind, object }] }));
    }
  }
  for (const each of listed.knativeServices) {
    const last = lastVersionOf(each, groups, desired);
    if (last === undefined || !isOurs(each)) continue;
    const group = groups.get(last) ?? { parts: [] };
    const parts = [...group.parts, { kind: 'knativeServices' as const, object: each }];
    groups.set(last, { ...group, parts });
  }
  const versions = [...groups].map(([object, group]) => fromGroup(object, group));
  return { versions: [...versions, ...listed.endpoints.map(fromRecord)], foreign };
}

/**
 * An object is this runtime's by its label. The operator's (no such label) are taken over when the
 * desired state has their deployment's name and the operator's resource no longer controls them.
 */
function ownership(desired: DesiredState, foreign: Map<string, string>) {
  const deployments = new Set(desired.deployments.map(({ name }) => name));
  const objects = new Set(desired.deployments.map(({ object }) => object));
  return ({ metadata }: KubernetesObject): boolean => {
    const { labels = {}, ownerReferences = [] } = metadata;
    if (isMadeByKnative(ownerReferences)) return false;
    const owner = labels[LABELS.runtime];
    if (owner === desired.id) return true;
    if (owner !== undefined) {
      if (objects.has(metadata.name)) foreign.set(metadata.name, owner);
      return false;
    }
    if (objects.has(metadata.name)) return true;
    return (
      labels[LABELS.managedBy] === MANAGED_BY_OPERATOR &&
      deployments.has(labels[LABELS.ownedBy]) &&
      !ownerReferences.some(({ kind }) => kind === 'RestateDeployment')
    );
  };
}

/** Whether `kubectl apply` could still prune one of its objects. */
export function hasPruningMarks({ main, parts }: ObservedVersion): boolean {
  // A Configuration can't be patched without the right to say what runs.
  const others = parts.filter(
    ({ kind }) => kind === 'services' || kind === 'horizontalPodAutoscalers',
  );
  return [...(main ? [main] : []), ...others.map(({ object }) => object)].some(isMarked);
}

export function isMarked({ metadata }: KubernetesObject): boolean {
  return (
    metadata.annotations?.[PRUNING_MARKS.lastApplied] !== undefined ||
    metadata.labels?.[PRUNING_MARKS.applySet] !== undefined
  );
}

function fromGroup(object: string, group: Group): ObservedVersion {
  const { replicaSet, route, configuration, parts } = group;
  const main = replicaSet ?? route;
  const all = [...(main ? [main] : []), ...parts.map((part) => part.object)];
  const labels = Object.assign({}, ...all.map((each) => each.metadata.labels ?? {})) as Record<
    string,
    string
  >;
  // The operator keeps the id on the Configuration; what is on the Route is newer.
  const annotations: Readonly<Record<string, string>> = main
    ? { ...configuration?.metadata.annotations, ...main.metadata.annotations }
    : {};
  const deployment = labels[LABELS.ownedBy] ?? object.replace(/-[^-]*$/, '');
  const mode = modeOf(group);
  return {
    deployment,
    version: annotations[SYNTH_ANNOTATIONS.version] ?? object.slice(deployment.length + 1),
    object,
    mode,
    createdAt: all.map((each) => each.metadata.creationTimestamp ?? '').sort()[0] ?? '',
    main,
    parts,
    uri: route ? routeUri(route, annotations) : annotations[SYNTH_ANNOTATIONS.uri],
    ...described(annotations),
    replicas: replicaSet && countReplicas(replicaSet),
    notReady: replicaSet
      ? replicaSetNotReady(replicaSet)
      : ((configuration && configurationNotReady(configuration)) ??
        (route && routeNotReady(route, configuration))),
  };
}

function modeOf({ route, configuration, parts }: Group): DeploymentMode {
  if (configuration) return 'KnativeConfiguration';
  if (route || parts.some(({ kind }) => kind === 'knativeServices')) return 'KnativeRevision';
  return 'ReplicaSet';
}

function fromRecord(record: EndpointRecord): ObservedVersion {
  const { annotations, object, deployment, createdAt } = record;
  return {
    deployment,
    version: annotations[SYNTH_ANNOTATIONS.version] ?? object,
    object,
    mode: 'Endpoint',
    createdAt,
    main: { metadata: { name: object, annotations } },
    parts: [],
    uri: annotations[SYNTH_ANNOTATIONS.uri],
    ...described(annotations),
  };
}

function described(annotations: Readonly<Record<string, string>>) {
  const key = annotations[SYNTH_ANNOTATIONS.admin];
  const url = annotations[SYNTH_ANNOTATIONS.adminUrl];
  const delay = annotations[SYNTH_ANNOTATIONS.drainDelaySeconds];
  return {
    admin: key !== undefined && url !== undefined ? { key, url } : undefined,
    drainDelaySeconds: delay !== undefined && /^\d+$/.test(delay) ? Number(delay) : undefined,
    deletionPolicy: parseDeletionPolicy(annotations[SYNTH_ANNOTATIONS.deletionPolicy] ?? ''),
    state: readMemory(annotations),
  };
}

function readMemory(annotations: Readonly<Record<string, string>>): VersionMemory {
  const read = (name: keyof typeof RUNTIME_ANNOTATIONS) =>
    // The operator clears an annotation by writing an empty string.
    annotations[RUNTIME_ANNOTATIONS[name]] || undefined;
  return {
    deploymentId: read('deploymentId'),
    removeVersionAt: readDate(read('removeVersionAt')),
    services: readNames(read('services')),
    discovered: read('discovered'),
    deregistering: read('deregistering'),
    privateServices: readNames(read('privateServices')) ?? [],
    removedAt: readDate(read('removedAt')),
  };
}

function readDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function readNames(text: string | undefined): string[] | undefined {
  try {
    const names: unknown = JSON.parse(text ?? '');
    return Array.isArray(names) ? names.map(String) : undefined;
  } catch {
    return undefined;
  }
}
