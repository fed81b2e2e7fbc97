/**
 * The Jobs that look after a Restate cluster: what their constructs write and the script reads.
 *
 * A Job's name ends in a hash of its spec, since a Job can't be changed in place.
 */
import { LABELS, MANAGED_BY } from './object-metadata';
import type { Permission } from './permissions';
import { POD_LABELS } from './runtime-objects';
import { canonicalJson } from '../core/canonical-json';

/**
 * - provision: founds the cluster, once in its life.
 * - grow: makes the volumes larger.
 * - credentials: sees to it that the pods have got the credentials of their cloud.
 */
export type ClusterJob = 'provision' | 'grow' | 'credentials';

/** What the objects of these Jobs are called in `app.kubernetes.io/name`; not the cluster's own name. */
export const CLUSTER_JOBS_APP = 'cdk8s-restate-cluster-jobs';

/** Labels of the pods of a Job; the Restate cluster's own labels must not be on them. */
export function clusterJobLabels(cluster: string, job: ClusterJob): Record<string, string> {
  return {
    [POD_LABELS.name]: CLUSTER_JOBS_APP,
    [POD_LABELS.instance]: cluster,
    [POD_LABELS.component]: job,
  };
}

export const CLUSTER_NAMES = {
  statefulSet: 'restate',
  nodeService: 'restate-cluster',
  nodePort: 5122,
  container: 'restate',
  pod: (ordinal: number) => `restate-${ordinal}`,
  claim: (ordinal: number) => `storage-restate-${ordinal}`,
  /** ServiceAccount, Role and RoleBinding of a Job. */
  access: (job: ClusterJob) => `restate-${job}`,
  job: (job: ClusterJob, specHash: string) => `restate-${job}-${specHash}`,
  script: (contentHash: string) => `restate-jobs-script-${contentHash}`,
  /** ConfigMap: the cluster was founded, and must not be a second time. */
  provisioned: 'restate-provisioned',
  /** ControllerRevision: a StatefulSet that is being made anew. */
  growing: 'restate-growing',
} as const;

/** On the claims of a cluster that was founded: when that was seen, in RFC 3339. */
export const PROVISIONED_ANNOTATION = 'restate.dev/provisioned';

/** What AWS puts into a pod that gets credentials, when the pod is admitted and never later. */
export const AWS_CREDENTIALS_VARIABLE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

/** Variables of these Jobs beside those of every run. */
export const JOB_ENV = {
  /** Name and uid of the Job; its Events are attached to it. */
  job: 'JOB_NAME',
  jobUid: 'JOB_UID',
} as const;

/** Where the pod finds them: labels that Kubernetes puts on the pods of every Job. */
export const JOB_POD_LABELS = {
  job: 'batch.kubernetes.io/job-name',
  jobUid: 'batch.kubernetes.io/controller-uid',
} as const;

export interface ProvisionOptions {
  readonly replicas: number;
  readonly clusterDns: string;
  /** Jobs that must have succeeded before. */
  readonly after: readonly string[];
}

export interface GrowOptions {
  readonly replicas: number;
  /** Bytes that each claim has to ask for. */
  readonly storage: string;
  /** Bytes in the claim template of the StatefulSet; at most `storage`. */
  readonly template: string;
}

export interface CredentialsOptions {
  readonly replicas: number;
  /** Whether the pods need {@link AWS_CREDENTIALS_VARIABLE}. */
  readonly aws: boolean;
  /** The Jobs that prove the credentials, as they were applied. */
  readonly canaries: readonly CanaryManifest[];
}

export interface CanaryManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: { [key: string]: string };
    readonly annotations?: { [key: string]: string };
  };
  readonly spec: unknown;
}

/** Arguments after `node <script>`. */
export const CLUSTER_ARGS = {
  provision: ({ replicas, clusterDns, after }: ProvisionOptions) => [
    'provision',
    `--replicas=${replicas}`,
    `--cluster-dns=${clusterDns}`,
    ...after.map((job) => `--after=${job}`),
  ],
  grow: ({ replicas, storage, template }: GrowOptions) => [
    'grow',
    `--replicas=${replicas}`,
    `--storage=${storage}`,
    `--template=${template}`,
  ],
  credentials: ({ replicas, aws, canaries }: CredentialsOptions) => [
    'credentials',
    `--replicas=${replicas}`,
    ...(aws ? ['--aws'] : []),
    // The order of a map's keys differs from run to run in some languages, and the Job's name depends on the text.
    ...canaries.map((canary) => `--canary=${canonicalJson(canary)}`),
  ],
} as const;

/** Seconds after which a run gives up by itself; the activeDeadlineSeconds of its Job is above it. */
export const CLUSTER_JOB_SECONDS = 3600;

/** What each Job may do, and does. A create can't be limited to a name. */
export const CLUSTER_PERMISSIONS = {
  provision: ({ replicas, after }: Pick<ProvisionOptions, 'replicas' | 'after'>): Permission[] => [
    named('', 'configmaps', ['get'], [CLUSTER_NAMES.provisioned]),
    rule('', 'configmaps', ['create']),
    named('', 'persistentvolumeclaims', ['get', 'patch'], ordinals(replicas, CLUSTER_NAMES.claim)),
    named('', 'pods', ['get'], ordinals(replicas, CLUSTER_NAMES.pod)),
    ...(after.length > 0 ? [named('batch', 'jobs', ['get'], after)] : []),
    rule('', 'events', ['create']),
  ],
  grow: ({ replicas }: Pick<GrowOptions, 'replicas'>): Permission[] => [
    named('', 'persistentvolumeclaims', ['get', 'patch'], ordinals(replicas, CLUSTER_NAMES.claim)),
    named('apps', 'statefulsets', ['get', 'patch', 'delete'], [CLUSTER_NAMES.statefulSet]),
    rule('apps', 'statefulsets', ['create']),
    named('apps', 'controllerrevisions', ['get', 'delete'], [CLUSTER_NAMES.growing]),
    rule('apps', 'controllerrevisions', ['create']),
    // The Jobs of other sizes have to go, and their names are not known here.
    rule('batch', 'jobs', ['list', 'delete']),
    rule('', 'events', ['create']),
  ],
  credentials: ({
    replicas,
    canaries,
  }: Pick<CredentialsOptions, 'replicas' | 'canaries'>): Permission[] => [
    named(
      'batch',
      'jobs',
      ['get'],
      canaries.map(({ metadata }) => metadata.name),
    ),
    // A canary that failed is made anew, and this Job's own predecessors have to go.
    rule('batch', 'jobs', ['list', 'create', 'delete']),
    named('', 'pods', ['get', 'delete'], ordinals(replicas, CLUSTER_NAMES.pod)),
    named('', 'pods/eviction', ['create'], ordinals(replicas, CLUSTER_NAMES.pod)),
    rule('', 'events', ['create']),
  ],
} as const;

/** Names of the first ordinals. Never none: an empty list of names would stand for all names. */
function ordinals(replicas: number, name: (ordinal: number) => string): string[] {
  return Array.from({ length: Math.max(1, replicas) }, (_, ordinal) => name(ordinal));
}

function rule(group: string, resource: string, verbs: readonly string[]): Permission {
  return { apiGroups: [group], resources: [resource], verbs };
}

function named(
  group: string,
  resource: string,
  verbs: readonly string[],
  resourceNames: readonly string[],
): Permission {
  return { ...rule(group, resource, verbs), resourceNames };
}

/** Labels of all objects that belong to these Jobs. */
export function clusterJobsLabels(cluster: string): Record<string, string> {
  return {
    [POD_LABELS.name]: CLUSTER_JOBS_APP,
    [POD_LABELS.instance]: cluster,
    [LABELS.managedBy]: MANAGED_BY,
  };
}
