/** The part of Kubernetes' types that the runtime reads. */
import { POD_TEMPLATE, PRUNING_MARKS, VERSION_OBJECTS } from '../../contract';

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly ManagedFields[];
  readonly ownerReferences?: ReadonlyArray<{
    readonly kind: string;
    readonly name: string;
    readonly uid?: string;
    readonly controller?: boolean;
  }>;
}

/** Who set which fields of an object, and when. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: { readonly [field: string]: any };
}

export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

const VERSION_KINDS: ReadonlySet<ResourceKind> = new Set(Object.values(VERSION_OBJECTS));

/** Of an object that is kept in numbers, what is read: all the rest takes most of the memory. */
export function reduce(kind: ResourceKind, object: any): void {
  const { metadata, spec } = object;
  // When each has written last is read.
  for (const each of metadata.managedFields ?? []) delete each.fieldsV1;
  if (!VERSION_KINDS.has(kind)) return;
  object.spec = { replicas: spec?.replicas };
  const { annotations = {} } = metadata;
  delete annotations[POD_TEMPLATE];
  // That it is there is read.
  annotations[PRUNING_MARKS.lastApplied] &&= '';
}

export interface KubernetesList<T> {
  readonly metadata: {
    readonly resourceVersion: string;
    /** Of a page that others follow. */
    readonly continue?: string;
  };
  readonly items: T[];
}

/** Selects objects of a collection. */
export interface Selection {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Where objects are read from: the API server, or informers. */
export interface ObjectReader {
  find<T extends KubernetesObject>(kind: ResourceKind, name: string): Promise<T | undefined>;
  list<T extends KubernetesObject>(
    kind: ResourceKind,
    labelSelector?: string,
  ): Promise<{ readonly items: readonly T[] }>;
}

/** A kind, as the path of its API names it. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
}

function v1(group: string, resource: string): ResourceKind {
  return { group, version: 'v1', resource };
}

export const RESOURCES = {
  ...VERSION_OBJECTS,
  configMaps: v1('', 'configmaps'),
  events: v1('', 'events'),
  pods: v1('', 'pods'),
  persistentVolumeClaims: v1('', 'persistentvolumeclaims'),
  statefulSets: v1('apps', 'statefulsets'),
  controllerRevisions: v1('apps', 'controllerrevisions'),
  deployments: v1('apps', 'deployments'),
  jobs: v1('batch', 'jobs'),
  cronJobs: v1('batch', 'cronjobs'),
  leases: v1('coordination.k8s.io', 'leases'),
} as const satisfies Record<string, ResourceKind>;

/** Path of a collection, an object or a subresource in a namespace. */
export function resourcePath(kind: ResourceKind, namespace: string, ...rest: string[]): string {
  const api = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return [`${api}/namespaces/${namespace}/${kind.resource}`, ...rest.map(encodeURIComponent)].join(
    '/',
  );
}

/** Through what the metadata of an object is patched. */
export function metadataSubresource(kind: ResourceKind): 'status' | undefined {
  return 'metadataThrough' in kind && kind.metadataThrough === 'status' ? 'status' : undefined;
}
