/**
 * The Jobs that manage a Restate cluster: the names and labels of their objects, which their constructs write and the
 * script reads.
 *
 * A Job's name ends in a hash of its spec, since a Job can't be changed in place.
 */
import { LABELS, MANAGED_BY } from './object-metadata';
import { POD_LABELS } from './runtime-objects';

/**
 * - provision: provisions the cluster, once in its life.
 * - grow: expands the volumes.
 * - credentials: replaces pods that were admitted without the credentials of their cloud.
 */
export type ClusterJob = 'provision' | 'grow' | 'credentials';

/** `app.kubernetes.io/name` of the objects of these Jobs; different from that of the cluster. */
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
  /** ConfigMap: the cluster was provisioned, and must not be provisioned again. */
  provisioned: 'restate-provisioned',
  /** ControllerRevision: a StatefulSet that is being recreated. */
  growing: 'restate-growing',
} as const;

/** On the claims of a provisioned cluster: when that was observed, in RFC 3339. */
export const PROVISIONED_ANNOTATION = 'restate.dev/provisioned';

/** The variable that AWS injects into a pod with credentials, when the pod is admitted and never later. */
export const AWS_CREDENTIALS_VARIABLE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

/** Labels of all objects that belong to these Jobs. */
export function clusterJobsLabels(cluster: string): Record<string, string> {
  return {
    [POD_LABELS.name]: CLUSTER_JOBS_APP,
    [POD_LABELS.instance]: cluster,
    [LABELS.managedBy]: MANAGED_BY,
  };
}
