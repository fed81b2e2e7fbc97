/** How a cluster's Jobs are started: the arguments and environment variables of their pods. */
import { canonicalJson } from '../core/canonical-json';

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
  /** Bytes that each claim requests. */
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
