/** The part of Kubernetes' types that the runtime reads. */
import { VERSION_OBJECTS } from '../../contract';

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
    readonly controller?: boolean;
  }>;
}

/** Who set which fields of an object, and when. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly time?: string;
  fieldsV1?: { readonly [field: string]: any };
}

export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** For objects that are kept in numbers: managed fields take more memory than all the rest. */
export function dropManagedFields({ metadata: { managedFields = [] } }: KubernetesObject): void {
  for (const each of managedFields) each.fieldsV1 = undefined;
}

export interface KubernetesList<T> {
  readonly metadata: { readonly resourceVersion: string };
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

export const RESOURCES = {
  ...VERSION_OBJECTS,
  configMaps: { group: '', version: 'v1', resource: 'configmaps' },
  events: { group: '', version: 'v1', resource: 'events' },
  pods: { group: '', version: 'v1', resource: 'pods' },
  persistentVolumeClaims: { group: '', version: 'v1', resource: 'persistentvolumeclaims' },
  statefulSets: { group: 'apps', version: 'v1', resource: 'statefulsets' },
  controllerRevisions: { group: 'apps', version: 'v1', resource: 'controllerrevisions' },
  deployments: { group: 'apps', version: 'v1', resource: 'deployments' },
  jobs: { group: 'batch', version: 'v1', resource: 'jobs' },
  cronJobs: { group: 'batch', version: 'v1', resource: 'cronjobs' },
  leases: { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
} as const satisfies Record<string, ResourceKind>;

/** Path of a collection, an object or a subresource in a namespace. */
export function resourcePath(kind: ResourceKind, namespace: string, ...rest: string[]): string {
  const api = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return [`${api}/namespaces/${namespace}/${kind.resource}`, ...rest.map(encodeURIComponent)].join(
    '/',
  );
}
