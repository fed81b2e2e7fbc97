/** Makes versions of the objects that the API server listed. Pure. */
import { configurationNotReady, lastVersionOf, routeNotReady, routeUri } from './knative';
import type { Configuration, Route } from './knative';
import type { ObservedPart, ObservedVersion } from './observation';
import { belongsToOther, ownership } from './ownership';
import { countReplicas, replicaSetNotReady } from './replica-set';
import type { ReplicaSet } from './replica-set';
import { describedBy } from './version-annotations';
import { LABELS, PART_KINDS, VERSION_OBJECTS } from '../../contract';
import type { DeploymentMode, DesiredState, EndpointRecord, PartKind } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';
import { objectsOf } from '../lib/named';
import { grouped } from '../lib/once';

/** The lists of one look at the namespace: one of each kind. */
export interface VersionObjects extends Readonly<Record<PartKind, readonly KubernetesObject[]>> {
  readonly replicaSets: readonly ReplicaSet[];
  readonly configurations: readonly Configuration[];
  readonly routes: readonly Route[];
}

export interface ListedObjects extends VersionObjects {
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
  const mains = new Map<string, boolean>();
  const join = (object: KubernetesObject, name: string, joined: Partial<Group>) => {
    if (!isOurs(object)) return;
    const group = groups.get(name) ?? { parts: [] };
    groups.set(name, { ...group, ...joined, parts: [...group.parts, ...(joined.parts ?? [])] });
  };
  const joinMain = (object: KubernetesObject, joined: Partial<Group>) => {
    const { name } = object.metadata;
    join(object, name, joined);
    mains.set(name, groups.has(name));
  };
  for (const each of listed.replicaSets) joinMain(each, { replicaSet: each });
  for (const each of listed.routes) joinMain(each, { route: each });
  for (const each of listed.configurations) {
    const { name } = each.metadata;
    if (!belongsToOther(each, name, mains)) join(each, name, { configuration: each });
  }
  const revisions = revisionsIn(groups);
  for (const kind of PART_KINDS) {
    for (const object of listed[kind]) {
      const version = isNamedByDeployment(kind)
        ? lastVersionOf(object, revisions, desired)
        : object.metadata.name;
      if (!version || belongsToOther(object, version, mains)) continue;
      join(object, version, { parts: [{ kind, object }] });
    }
  }
  const wanted = objectsOf(desired.deployments);
  const versions = [...groups].map(([object, group]) => ({
    ...fromGroup(object, group),
    isDesired: wanted.has(object),
  }));
  return { versions: [...versions, ...listed.endpoints.map(fromRecord)], foreign };
}

/** By deployment, the versions that are revisions of a Knative Service. */
function revisionsIn(groups: ReadonlyMap<string, Group>) {
  const isRevision = ({ route, configuration }: Group) => !!route && !configuration;
  const objects = [...groups.keys()].filter((object) => isRevision(groups.get(object)!));
  return grouped(objects, (object) => [
    groups.get(object)!.route!.metadata.labels?.[LABELS.ownedBy],
  ]);
}

function isNamedByDeployment(kind: PartKind): boolean {
  return 'namedBy' in VERSION_OBJECTS[kind];
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
  const described = describedBy(annotations);
  return {
    ...described,
    deployment,
    version: described.version ?? object.slice(deployment.length + 1),
    object,
    mode: modeOf(group),
    createdAt: all.map((each) => each.metadata.creationTimestamp ?? '').sort()[0] ?? '',
    main,
    parts,
    uri: route ? routeUri(route, described) : described.uri,
    replicas: replicaSet && countReplicas(replicaSet),
    ...(replicaSet && !parts.some(({ kind }) => kind === 'services') && { missingPart: 'Service' }),
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
  const described = describedBy(annotations);
  return {
    ...described,
    deployment,
    version: described.version ?? object,
    object,
    mode: 'Endpoint',
    createdAt,
    main: { metadata: { name: object, annotations } },
    parts: [],
  };
}
