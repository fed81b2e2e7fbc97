/**
 * How the runtime's script is started in its pod and how it ends: paths, variables, arguments and exit statuses that
 * its constructs write and the script reads.
 */

/** Mounts in the runtime's pod. */
export const PATHS = {
  script: '/opt/cdk8s-restate',
  /** Secrets of admin `key` are mounted below `admins/<key>`. */
  admins: '/etc/cdk8s-restate/admins',
  /** Values of additional headers are mounted below `deployments/<name>`. */
  deployments: '/etc/cdk8s-restate/deployments',
  /** Values of secret properties are mounted below `kafka/<kind>/<name>`. */
  kafka: '/etc/cdk8s-restate/kafka',
  serviceAccount: '/var/run/secrets/kubernetes.io/serviceaccount',
} as const;

export const ENV = {
  /** Id of the runtime. */
  id: 'RESTATE_RUNTIME_ID',
  /** Name of the ConfigMap that the script comes from: a sweep leaves when its CronJob names another. */
  script: 'RESTATE_RUNTIME_SCRIPT',
  /** Of the script: the pod runs no other. */
  sha256: 'RESTATE_RUNTIME_SCRIPT_SHA256',
  /** JSON of what access.ts describes; absent when there are no credentials. */
  access: 'RESTATE_RUNTIME_ACCESS',
  /** Where the watch serves metrics; absent: nowhere. */
  metricsPort: 'RESTATE_RUNTIME_METRICS_PORT',
  /** metadata.namespace and metadata.name of the pod. */
  namespace: 'POD_NAMESPACE',
  pod: 'POD_NAME',
  /** Set by the kubelet. */
  kubernetesHost: 'KUBERNETES_SERVICE_HOST',
  kubernetesPort: 'KUBERNETES_SERVICE_PORT',
} as const;

/** Of the runtime's pods; any other that is free would do. */
export const METRICS_PORT = 9464;

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
