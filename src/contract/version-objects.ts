/**
 * The kinds of objects that versions are made of, with all that the runtime does with them: the lists that it reads,
 * the rules of its Role, what is kept from `kubectl apply --prune`, and the order of deletion come from here.
 */
import type { DeploymentMode } from './deployment';

interface VersionObject {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  /** Whether it is there with Knative only. */
  readonly knative?: true;
  /**
   * Where its labels and annotations can be patched without the right to choose what runs: through its status, or in
   * the object itself. Nowhere: what `kubectl apply --prune` goes by stays on it.
   */
  readonly metadataThrough?: 'status' | 'object';
  /**
   * Whether that is so while its version is desired only, as its name is known then: through its status, a LoadBalancer
   * can be given any address of the cluster's network (CVE-2020-8554).
   */
  readonly whileDesired?: true;
  /** Whether the runtime sets its replicas. */
  readonly scaled?: true;
  /** Of the parts of a version, the lowest is deleted first. A main object has none: it goes after all of them. */
  readonly deletionOrder?: number;
  /** What its name is: that of a version, unless it is the deployment's, and goes with the last version. */
  readonly namedBy?: 'deployment';
}

const KNATIVE = { group: 'serving.knative.dev', version: 'v1', knative: true } as const;

/** In the order in which the rules of the Role are written. */
export const VERSION_OBJECTS = {
  replicaSets: {
    group: 'apps',
    version: 'v1',
    resource: 'replicasets',
    metadataThrough: 'status',
    scaled: true,
  },
  services: {
    group: '',
    version: 'v1',
    resource: 'services',
    metadataThrough: 'status',
    whileDesired: true,
    deletionOrder: 2,
  },
  horizontalPodAutoscalers: {
    group: 'autoscaling',
    version: 'v2',
    resource: 'horizontalpodautoscalers',
    metadataThrough: 'status',
    // Or it would scale up again what is being removed.
    deletionOrder: 1,
  },
  configurations: {
    ...KNATIVE,
    resource: 'configurations',
    deletionOrder: 3,
  },
  routes: {
    ...KNATIVE,
    resource: 'routes',
    metadataThrough: 'object',
  },
  knativeServices: {
    ...KNATIVE,
    resource: 'services',
    deletionOrder: 4,
    namedBy: 'deployment',
  },
} as const satisfies { readonly [kind: string]: VersionObject };

export type VersionObjectKind = keyof typeof VERSION_OBJECTS;

/** The kinds of main objects: they carry the state of a version, and are deleted last. */
export type MainKind = 'replicaSets' | 'routes';

/** The main object of a version; an endpoint has a record in its place. */
export const MAIN_OBJECTS: Readonly<Record<DeploymentMode, MainKind | undefined>> = {
  ReplicaSet: 'replicaSets',
  KnativeConfiguration: 'routes',
  KnativeRevision: 'routes',
  Endpoint: undefined,
};

/** The kinds of the other objects. */
export type PartKind = Exclude<VersionObjectKind, MainKind>;

/** The same for whoever goes through all of them. */
export const VERSION_OBJECT_LIST = Object.entries<VersionObject>(VERSION_OBJECTS) as ReadonlyArray<
  readonly [kind: VersionObjectKind, object: VersionObject]
>;

const PARTS = VERSION_OBJECT_LIST.filter(
  (each): each is [PartKind, VersionObject & { readonly deletionOrder: number }] =>
    each[1].deletionOrder !== undefined,
);

export const PART_KINDS: readonly PartKind[] = PARTS.map(([kind]) => kind);

/** The first is deleted first. */
export const DELETION_ORDER: readonly PartKind[] = [...PARTS]
  .sort(([, one], [, other]) => one.deletionOrder - other.deletionOrder)
  .map(([kind]) => kind);
