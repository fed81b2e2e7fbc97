/**
 * How the runtime is put into a namespace: the names, labels, paths, variables, arguments and exit
 * statuses that its constructs write and its script reads.
 */

export const RUNTIME_APP = 'cdk8s-restate-runtime';

/** Labels of the runtime's own objects and pods; network policies select pods by the first two. */
export const POD_LABELS = {
  name: 'app.kubernetes.io/name',
  instance: 'app.kubernetes.io/instance',
  /** `register`, `sweep` or `watch`. */
  component: 'app.kubernetes.io/component',
} as const;

/** The labels of the pods of runtime `id`; the Restate cluster's own labels must not be on them. */
export function podLabels(id: string): Record<string, string> {
  return { [POD_LABELS.name]: RUNTIME_APP, [POD_LABELS.instance]: id };
}

/** Labels and annotations of a registration Job (and of its pods); a run deletes Jobs whose hash is not desired. */
export const JOB_METADATA = {
  /** Annotation: name of the deployment. */
  deployment: 'restate.dev/deployment',
  /** Annotation: {@link DesiredDeployment.hash}. */
  hash: 'restate.dev/desired-hash',
} as const;

export const NAMES = {
  /** ConfigMap with the desired state; its first key is {@link DESIRED_STATE_KEY}. */
  desiredState: (id: string) => `${id}-desired`,
  /** ConfigMap that the runtime writes; see status.ts. */
  status: (id: string) => `${id}-status`,
  /**
   * ConfigMap with the script, named by its content (hex sha256, first ten digits). Each runtime has its own:
   * Helm and Argo CD refuse an object that another app has as well.
   */
  script: (id: string, contentHash: string) => `${id}-script-${contentHash}`,
  /** CronJob, or Deployment for the watch. */
  host: (id: string) => id,
  /** In at most 63 characters; the hash tells apart what is cut off. */
  registrationJob: (deployment: string, hash: string) =>
    `${deployment.slice(0, 53 - hash.length)}-register-${hash}`,
} as const;

/** ConfigMap keys. */
export const DESIRED_STATE_KEY = 'desired.json';
export const STATUS_KEY = 'status.json';
export const ENDPOINTS_KEY = 'endpoints.json';
export const SCRIPT_KEY = 'reconcile.js';

/** Mounts in the runtime's pod. */
export const PATHS = {
  script: '/opt/cdk8s-restate',
  /** Secrets of admin `key` are mounted below `admins/<key>`. */
  admins: '/etc/cdk8s-restate/admins',
  /** Values of additional headers are mounted below `deployments/<name>`. */
  deployments: '/etc/cdk8s-restate/deployments',
  serviceAccount: '/var/run/secrets/kubernetes.io/serviceaccount',
} as const;

export const ENV = {
  /** Id of the runtime. */
  id: 'RESTATE_RUNTIME_ID',
  /** Name of the ConfigMap that the script comes from: a sweep leaves when its CronJob names another. */
  script: 'RESTATE_RUNTIME_SCRIPT',
  /** metadata.namespace and metadata.name of the pod. */
  namespace: 'POD_NAMESPACE',
  pod: 'POD_NAME',
  /** Set by the kubelet. */
  kubernetesHost: 'KUBERNETES_SERVICE_HOST',
  kubernetesPort: 'KUBERNETES_SERVICE_PORT',
} as const;

/**
 * Before the script, for a third less memory of a large sweep: garbage is collected sooner, and nothing
 * is compiled for a speed that a program which waits for others does not need. Node.js 18 to 25 have them.
 */
export const NODE_FLAGS = ['--max-semi-space-size=1', '--no-opt', '--optimize-for-size'] as const;

/** Arguments after `node <script>`. */
export const ARGS = {
  /** Job: until this deployment is registered and the latest, or can't be. */
  register: (deployment: string, hash: string) => [
    'reconcile',
    `--deployment=${deployment}`,
    `--hash=${hash}`,
  ],
  /** CronJob: once, then for as long as something drains. */
  sweep: ['reconcile', '--sweep'],
  /** Deployment: until it is told to stop. */
  watch: ['reconcile', '--watch'],
} as const;

/** A Job's podFailurePolicy fails it at once on `final` and `superseded`; others are tried again. */
export const EXIT = {
  done: 0,
  retry: 1,
  usage: 2,
  /** Trying again can't help until the desired state changes. */
  final: 3,
  /** The desired state names another hash (or no longer this deployment). */
  superseded: 4,
} as const;

/** Seconds after which a registration Job gives up by itself; its activeDeadlineSeconds is above it. */
export const REGISTER_DEADLINE_SECONDS = 600;
/** Seconds that a sweep stays up at most, when it is not cut short before; deadline as above. */
export const SWEEP_DEADLINE_SECONDS = 900;
