/** What a run knows when it plans: all of it read within the same moment. */
import type {
  DeletionPolicy,
  DesiredCompanion,
  DeploymentMode,
  DesiredState,
  PartKind,
  RuntimeStatus,
  VersionDescription,
} from '../../contract';
import type { KafkaView } from '../kafka/api';
import type { Job, JobState } from '../kubernetes/job-state';
import type { KubernetesObject } from '../kubernetes/types';

export interface Observation {
  /** The API server's clock. */
  readonly now: Date;
  /** When this process began to look, by Time.now(): what it measures of itself must not depend on a clock that jumps. */
  readonly beganAt: number;
  readonly namespace: string;
  readonly desired: DesiredState;
  /** What could not be read of the desired state; with any, nothing is removed. */
  readonly desiredFaults: readonly string[];
  /** When the desired state was last written. */
  readonly desiredSince?: Date;
  /** Versions of this runtime, and those of the operator that its desired state takes over. */
  readonly versions: readonly ObservedVersion[];
  /** Objects of versions that belong to another runtime: object -> that runtime's id. */
  readonly foreign: ReadonlyMap<string, string>;
  /** By the names of deployments that wait for a rollout: what it lacks, as a sentence; undefined once it is complete. */
  readonly rollouts: ReadonlyMap<string, string | undefined>;
  /** By the names of deployments that wait for the Job of a gate: what it has come to. */
  readonly gates: ReadonlyMap<string, JobState>;
  /** By the names of deployments: the companions of their desired versions that have something left to do. */
  readonly companions: ReadonlyMap<string, readonly ObservedCompanion[]>;
  /** Of the runtime: registrations and sweeps. */
  readonly jobs: readonly Job[];
  /** What the last run wrote. */
  readonly previous?: RuntimeStatus;
  /** {@link adminRef} -> what that admin API said, or why it could not be reached. */
  readonly admins: ReadonlyMap<string, AdminView | AdminFailure>;
}

/** What the annotations of a version's main object tell of it. */
type Description = Partial<Omit<VersionDescription, 'version' | 'admin' | 'adminUrl' | 'uri'>>;

/** A version as it is in the cluster. */
export interface ObservedVersion extends Description {
  readonly deployment: string;
  readonly version: string;
  /** Name of its objects. */
  readonly object: string;
  readonly mode: DeploymentMode;
  readonly isDesired?: boolean;
  /** ISO 8601; the oldest of its objects. */
  readonly createdAt: string;
  /** What carries its state: the ReplicaSet, the Route, or the record of an endpoint. */
  readonly main?: KubernetesObject;
  /** The other objects, with their kinds' names in RESOURCES. */
  readonly parts: readonly ObservedPart[];
  /** Undefined as long as Knative has not said it. */
  readonly uri?: string;
  /** {@link AdminRef} as its annotations have it; undefined for the operator's. */
  readonly admin?: AdminRef;
  /** What is written of its gate. */
  readonly gate?: string;
  readonly state: VersionMemory;
  /** With what it is registered is from the status, and not written to it yet. */
  readonly isRestored?: boolean;
  /** It is seen as the first of its former registrations: the others, which come after it. */
  readonly furtherRegistrations?: readonly FormerRegistration[];
  /** Of a ReplicaSet. */
  readonly replicas?: ReplicaCounts;
  /** Kind of a part that is not there, and without which nothing reaches its pods. */
  readonly missingPart?: string;
  /** Undefined when traffic can be sent to it; else a sentence. */
  readonly notReady?: string;
}

export interface ObservedCompanion {
  readonly desired: DesiredCompanion;
  /** It was looked for, and is not there. */
  readonly isMissing: boolean;
}

export interface ObservedPart {
  readonly kind: PartKind;
  readonly object: KubernetesObject;
}

export interface ReplicaCounts {
  readonly desired: number;
  readonly ready: number;
}

/** The annotations that the runtime itself has written. */
export interface VersionMemory {
  readonly deploymentId?: string;
  /** The admin API that gave the id. */
  readonly registeredWith?: AdminRef;
  /** Ids that other admin APIs gave it before. */
  readonly formerRegistrations?: readonly FormerRegistration[];
  readonly removeVersionAt?: Date;
  readonly services?: readonly string[];
  readonly discovered?: string;
  readonly deregistering?: string;
  readonly privateServices: readonly string[];
  readonly removedAt?: Date;
  readonly removalPolicy?: DeletionPolicy;
}

/** Without an admin API, the operator made it: which one gave the id is not recorded. */
export interface FormerRegistration extends Partial<AdminRef> {
  readonly id: string;
}

export interface AdminRef {
  readonly key: string;
  readonly url: string;
}

/** What one query of an admin API says. */
export interface AdminView {
  /** Deployment id -> URI. */
  readonly deployments: ReadonlyMap<string, string>;
  /** Service -> its latest deployment. */
  readonly latest: ReadonlyMap<string, { readonly id: string; readonly isPublic: boolean }>;
  /** Deployment id -> invocations that are pinned to it and not completed, by status. */
  readonly pinned: ReadonlyMap<string, Counts>;
  /** Service -> invocations that no deployment is pinned to yet, by status. */
  readonly unpinned: ReadonlyMap<string, Counts>;
  /** Undefined where there is nothing to ask for. */
  readonly kafka?: KafkaView | AdminFailure;
}

export type Counts = ReadonlyMap<string, number>;

export interface AdminFailure {
  readonly failure: string;
  /** Of the conditions; @default 'AdminUnreachable' */
  readonly reason?: string;
  /** Since when this process has found that, by Time.now(); left out where it did not ask. */
  readonly since?: number;
}

export function cannotReach({ failure }: AdminFailure): string {
  return `cannot reach the admin API: ${failure}`;
}

/** The reason and the message of a condition. */
export function conditionOf(failure: AdminFailure) {
  return { reason: failure.reason ?? 'AdminUnreachable', message: cannotReach(failure) };
}

export function isFailure(
  view: AdminView | AdminFailure | undefined,
): view is AdminFailure | undefined {
  return !view || 'failure' in view;
}

export function total(counts: Counts | undefined): number {
  let sum = 0;
  for (const count of counts?.values() ?? []) sum += count;
  return sum;
}
