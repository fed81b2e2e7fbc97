/** The status ConfigMap: written by the runtime, shown by `cdk8s-restate status`. */
import { isTextMap } from './checks';
import { hasShape, parsed } from './shape';
import type { ShapeOf } from './shape';

export interface RuntimeStatus {
  readonly contract: number;
  readonly id: string;
  /** What concerns the runtime as a whole: DesiredStateReadable, and one AdminReachable for each admin API. */
  readonly conditions: readonly Condition[];
  /** Of all deployments together. */
  readonly summary?: StatusSummary;
  /** Those of the desired state, then those that are being removed. */
  readonly deployments: readonly DeploymentStatus[];
  /** Kafka clusters and subscriptions: the desired ones, then those that are being removed. */
  readonly kafka?: readonly KafkaStatus[];
  /** Deployments that another app of the same runtime id seems to have; nothing is removed because of them. */
  readonly othersDeployments?: readonly string[];
}

export interface StatusSummary {
  /** How many are desired, and of how many the desired version is registered and the latest. */
  readonly deployments: number;
  readonly registered: number;
  /** How many there are in each state; those of which there are none are left out. */
  readonly versions: Readonly<Record<string, number>>;
  /** RFC 3339; of the version that has been draining the longest. */
  readonly drainingSince?: string;
}

/** A Kafka cluster or a subscription at an admin API. */
export interface KafkaStatus {
  /** `kafka-cluster/<name>` or `subscription/<name>`. */
  readonly object: string;
  /** With its URL, as it may not be desired any more. */
  readonly admin: { readonly key: string; readonly url: string };
  /** Of a subscription that is there. */
  readonly id?: string;
  readonly source?: string;
  readonly sink?: string;
  /** What the server has of it, by its mark; absent where it has none of this runtime. */
  readonly mark?: string;
  /** Ready alone. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** CamelCase word for programs. */
  readonly reason: string;
  /** Sentence for people; carries the admin API's own words. */
  readonly message: string;
  /** RFC 3339; when the status or the reason last changed. */
  readonly lastTransitionTime: string;
}

/** Types of a deployment's conditions. */
export const CONDITIONS = {
  /** The desired version is registered and the latest for its services. */
  ready: 'Ready',
  /** Something that a person has to look at although the deployment may be Ready. */
  degraded: 'Degraded',
  /** Of the runtime: its desired state could be read. */
  desiredState: 'DesiredStateReadable',
  /** Of the runtime, `<type>/<admin key>`. */
  admin: 'AdminReachable',
} as const;

export interface DeploymentStatus {
  readonly name: string;
  /** Admin key. */
  readonly admin: string;
  /** Desired version; absent once the deployment has left the desired state. */
  readonly version?: string;
  /** What that was before; a removal goes by its policy, however late it begins. */
  readonly lastVersion?: string;
  /** Hash of the desired state that the conditions speak of. */
  readonly hash?: string;
  /** Whether its desired version is scaled by a HorizontalPodAutoscaler. */
  readonly autoscaled?: boolean;
  readonly conditions: readonly Condition[];
  /** Of a breaking change: the deployments that the server refused it for. Once they are gone, it is tried again. */
  readonly refusedFor?: readonly string[];
  /** Desired first, then the newest. */
  readonly versions: readonly VersionStatus[];
}

/**
 * - Pending: desired, and its object is not there yet.
 * - Starting: desired, its pods are not ready.
 * - Registering: desired and ready, not (or not as the latest) registered.
 * - Latest: desired, registered, and the latest for its services.
 * - Serving: not desired, but still the latest because the desired version is not registered.
 * - Draining: invocations need it.
 * - Drained: nothing needs it; removed at `removeAt`.
 * - Retained: deregistered, at 0 replicas, kept for a roll back.
 * - Removing: being deleted.
 * - Unknown: cannot reach the admin API.
 */
export const VERSION_STATES = [
  'Pending',
  'Starting',
  'Registering',
  'Latest',
  'Serving',
  'Draining',
  'Drained',
  'Retained',
  'Removing',
  'Unknown',
] as const;
export type VersionState = (typeof VERSION_STATES)[number];

export interface VersionStatus {
  readonly version: string;
  readonly object: string;
  readonly mode: string;
  readonly state: VersionState;
  /** Name of the rule that the runtime goes by for it, such as `drained, waits for drain delay`. */
  readonly rule?: string;
  readonly deploymentId?: string;
  /** The admin API that gave the id; or its own, where that is not the one of its deployment, or not desired any more. */
  readonly admin?: { readonly key: string; readonly url: string };
  readonly uri?: string;
  /** Absent when the runtime does not count pods (Knative, endpoints). */
  readonly replicas?: { readonly desired: number; readonly ready: number };
  /** Invocations that are pinned to it and not completed. */
  readonly invocations?: number;
  /** By which it goes once its deployment has left, where that is not `drain`; as an annotation has it. */
  readonly deletionPolicy?: string;
  /** RFC 3339; when its deployment has left: what a deadline of that policy starts from. */
  readonly removedAt?: string;
  /** Services that the runtime has made private to remove it: to be public again once it is back. */
  readonly privateServices?: readonly string[];
  /** Sentences: what keeps it from being registered or removed. */
  readonly blockers?: readonly string[];
  /** RFC 3339; since when it has been draining. */
  readonly drainingSince?: string;
  /** RFC 3339. */
  readonly removeAt?: string;
}

/**
 * Memory of an endpoint's version, which has no object in the cluster: kept under ENDPOINTS_KEY, with the
 * same meaning as the annotations of a main object.
 */
export interface EndpointRecord {
  readonly object: string;
  readonly deployment: string;
  readonly createdAt: string;
  readonly annotations: Readonly<Record<string, string>>;
}

const CONDITION: ShapeOf<Condition> = {
  type: 'string',
  status: 'string',
  reason: 'string',
  message: 'string',
  lastTransitionTime: 'string',
};

const STATUS: ShapeOf<RuntimeStatus> = {
  contract: 'number',
  id: 'string',
  conditions: [CONDITION],
  'summary?': {
    deployments: 'number',
    registered: 'number',
    versions: {},
    'drainingSince?': 'string',
  },
  deployments: [
    {
      name: 'string',
      admin: 'string',
      'version?': 'string',
      'lastVersion?': 'string',
      'hash?': 'string',
      'autoscaled?': 'boolean',
      conditions: [CONDITION],
      'refusedFor?': ['string'],
      versions: [
        {
          version: 'string',
          object: 'string',
          mode: 'string',
          state: 'string',
          'rule?': 'string',
          'deploymentId?': 'string',
          'admin?': { key: 'string', url: 'string' },
          'uri?': 'string',
          'replicas?': { desired: 'number', ready: 'number' },
          'invocations?': 'number',
          'deletionPolicy?': 'string',
          'removedAt?': 'string',
          'privateServices?': ['string'],
          'blockers?': ['string'],
          'drainingSince?': 'string',
          'removeAt?': 'string',
        },
      ],
    },
  ],
  'kafka?': [
    {
      object: 'string',
      admin: { key: 'string', url: 'string' },
      'id?': 'string',
      'source?': 'string',
      'sink?': 'string',
      'mark?': 'string',
      conditions: [CONDITION],
    },
  ],
  'othersDeployments?': ['string'],
};

/** Undefined for what is no status; of whatever contract it is. */
export function parseStatus(text: string | undefined): RuntimeStatus | undefined {
  const status = parsed(text);
  return hasShape(status, STATUS) ? (status as RuntimeStatus) : undefined;
}

/** Without what is no record. */
export function parseEndpoints(text: string | undefined): EndpointRecord[] {
  const records = parsed(text);
  return Array.isArray(records) ? records.filter(isEndpointRecord) : [];
}

function isEndpointRecord(value: any): boolean {
  const texts = { object: 'string', deployment: 'string', createdAt: 'string' } as const;
  return hasShape(value, texts) && isTextMap(value.annotations);
}
