/**
 * The desired state: what one app wants of one namespace, without pod templates.
 *
 * It is one list for each runtime, so that "left out" can be told from "not there": only what a
 * readable desired state of the same id leaves out is ever removed.
 */

/** Raised when an older runtime would misread a newer desired state; such a runtime does nothing. */
export const CONTRACT_VERSION = 1;

export interface DesiredState {
  /** {@link CONTRACT_VERSION} of the program that wrote it. */
  readonly contract: number;
  /** Id of the runtime: a DNS label, unique in its namespace, the same for the life of the app. */
  readonly id: string;
  /**
   * Whether nobody chose the id, and it comes from the chart's. By chance another app in the namespace may
   * then have the same id, and whichever was applied last would look like the removal of all that is the
   * other's. So while the list of deployments is not empty and has none of those that the status knows of,
   * nothing is removed.
   *
   * @default false
   */
  readonly idIsDefault?: boolean;
  readonly admins: readonly DesiredAdmin[];
  readonly deployments: readonly DesiredDeployment[];
  /**
   * Whether the runtime looks at Knative objects (and its Role lets it). Stays true until the last
   * Knative version is gone.
   *
   * @default false
   */
  readonly knative?: boolean;
  /** When the CronJob starts a sweep; absent when the runtime is a Deployment. */
  readonly sweep?: SweepSchedule;
}

/** Ticks at each minute of the hour where `minute % everyMinutes === offsetMinutes`. */
export interface SweepSchedule {
  readonly everyMinutes: number;
  readonly offsetMinutes: number;
}

/** An admin API and how to get in. Secrets are files in the runtime's pod, never values. */
export interface DesiredAdmin {
  /** Name of this admin API inside the app; a DNS label. Versioned objects refer to it. */
  readonly key: string;
  /** Base URL, http or https; a path in it is kept as a prefix. */
  readonly url: string;
  /**
   * What tells whether two apps mean the same admin API; the Lease around changes is named by it.
   *
   * @default - the URL
   */
  readonly identity?: string;
  /** File that holds the bearer token. */
  readonly bearerTokenFile?: string;
  /** Request header -> file that holds its value. */
  readonly headerFiles?: Readonly<Record<string, string>>;
  /** File with PEM certificates that are trusted instead of the well-known ones. */
  readonly caFile?: string;
}

/**
 * How a version exists in the cluster.
 *
 * - ReplicaSet: ReplicaSet + Service (+ HorizontalPodAutoscaler), all named `object`.
 * - KnativeConfiguration: Configuration + Route, both named `object`.
 * - KnativeRevision: a Revision of a Knative Service, and a Route named `object` that keeps it
 *   routable.
 * - Endpoint: nothing of ours: any URL that the server can reach, or a Lambda ARN.
 */
export type DeploymentMode = 'ReplicaSet' | 'KnativeConfiguration' | 'KnativeRevision' | 'Endpoint';

export interface DesiredDeployment {
  /** Value of the label restate.dev/owned-by; unique in its desired state. */
  readonly name: string;
  readonly mode: DeploymentMode;
  /** Hash or tag. */
  readonly version: string;
  /** `<name>-<version>`: the name of the versioned objects, and of the record of an endpoint. */
  readonly object: string;
  /** Hash of all that its registration Job depends on; part of the Job's name. */
  readonly hash: string;
  /**
   * Changes when the server has to discover the same URI again: with the pod template of a Knative
   * tag, the headers, useHttp11, the version of an endpoint.
   */
  readonly discoveryHash: string;
  /** Key of a {@link DesiredAdmin}. */
  readonly admin: string;
  /** What the server is told to call; absent for Knative, where it is the Route's URL. */
  readonly uri?: string;
  /** Path after the Route's URL, with its leading slash; Knative only. */
  readonly servicePath?: string;
  /** @default false */
  readonly useHttp11?: boolean;
  /** Whether a breaking change is registered in spite of the server's refusal. @default false */
  readonly breaking?: boolean;
  /** Headers that the server sends with each request to the deployment. No secrets here. */
  readonly additionalHeaders?: Readonly<Record<string, string>>;
  /** The same, from files in the runtime's pod. */
  readonly additionalHeaderFiles?: Readonly<Record<string, string>>;
  /** Role that the server assumes for a Lambda ARN. */
  readonly assumeRoleArn?: string;
  /** Of a ReplicaSet without autoscaling. @default 1 */
  readonly replicas?: number;
  /** Of a ReplicaSet with a HorizontalPodAutoscaler, whose manifest then has no replicas. */
  readonly autoscaling?: { readonly min: number; readonly max: number };
  /** Seconds between "nothing needs it" and its removal. @default 300 */
  readonly drainDelaySeconds?: number;
  /** How many drained versions stay, at 0 replicas. @default 10 */
  readonly revisionHistoryLimit?: number;
  /** What happens once the deployment has left the desired state. @default drain */
  readonly deletionPolicy?: DeletionPolicy;
  /** Nothing of this deployment is changed while true: no version registered, none removed. @default false */
  readonly paused?: boolean;
}

/**
 * - drain: removed when no invocation needs it, however long that takes.
 * - drain-then-force: the same, but after so many seconds it is removed with its invocations.
 * - force: removed at once.
 */
export type DeletionPolicy =
  | { readonly type: 'drain' }
  | { readonly type: 'drain-then-force'; readonly afterSeconds: number }
  | { readonly type: 'force' };

export const DEFAULT_DRAIN_DELAY_SECONDS = 300;
export const DEFAULT_REVISION_HISTORY_LIMIT = 10;
export const DEFAULT_DELETION_POLICY: DeletionPolicy = { type: 'drain' };
