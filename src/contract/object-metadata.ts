/**
 * Labels and annotations of versioned objects. They let a version describe itself after its
 * deployment has left the desired state, and they are the only memory that a removal relies on.
 *
 * "Main object" is the one that carries the state of a version: the ReplicaSet, or for Knative the
 * Route. It is deleted last.
 */
import type { DeletionPolicy } from './desired-state';

export const MANAGED_BY = 'cdk8s-restate';
export const MANAGED_BY_OPERATOR = 'restate-operator';

/** On every object of a version. */
export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** Name of the deployment that it is a version of; the operator's. */
  ownedBy: 'restate.dev/owned-by',
  /** Id of the runtime that alone may change or remove it. */
  runtime: 'restate.dev/runtime',
  /** On a ReplicaSet, its pods and its selector; the operator's. */
  podTemplateHash: 'pod-template-hash',
} as const;

/** Written at synth on the main object of a version. */
export const SYNTH_ANNOTATIONS = {
  version: 'restate.dev/version',
  /** Key of its admin API in the desired state that it came with. */
  admin: 'restate.dev/admin',
  /** URL of that admin API, used (without credentials) when the key has left the desired state. */
  adminUrl: 'restate.dev/admin-url',
  /** What is registered; absent for Knative. */
  uri: 'restate.dev/uri',
  /** Path after the Route's URL; Knative only. */
  servicePath: 'restate.dev/service-path',
  /** What {@link throughTunnel} begins with, where Restate Cloud reaches the Route; Knative only. */
  tunnelUrl: 'restate.dev/tunnel-url',
  drainDelaySeconds: 'restate.dev/drain-delay-seconds',
  /** {@link formatDeletionPolicy}. */
  deletionPolicy: 'restate.dev/deletion-policy',
} as const;

/** Written by the runtime on the main object of a version. */
export const RUNTIME_ANNOTATIONS = {
  /** Id that the server gave it; the operator's. Absent: not registered. */
  deploymentId: 'restate.dev/deployment-id',
  /** RFC 3339 time of the API server's clock; the operator's. Absent: needed. */
  removeVersionAt: 'restate.dev/remove-version-at',
  /** JSON list of the services that the server discovered in it. */
  services: 'restate.dev/services',
  /** The discoveryHash that is registered. */
  discovered: 'restate.dev/discovered',
  /** Deployment id, written before it is deregistered: a crash in between can be told from a loss. */
  deregistering: 'restate.dev/deregistering',
  /** JSON list of the services that the runtime made private to remove their latest version. */
  privateServices: 'restate.dev/private-services',
  /** When its deployment was first seen to have left the desired state. */
  removedAt: 'restate.dev/removed-at',
} as const;

/** Removed by the runtime from a registered version: `kubectl apply --prune` and `--applyset` go by them. */
export const PRUNING_MARKS = {
  lastApplied: 'kubectl.kubernetes.io/last-applied-configuration',
  applySet: 'applyset.kubernetes.io/part-of',
} as const;

/** On every object that has to outlive the manifest that it came from. */
export const KEEP_ANNOTATIONS: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** What describes a version in its SYNTH_ANNOTATIONS. */
export interface VersionDescription {
  readonly version: string;
  readonly admin: string;
  readonly adminUrl: string;
  readonly uri?: string;
  readonly servicePath?: string;
  readonly tunnelUrl?: string;
  readonly drainDelaySeconds: number;
  readonly deletionPolicy: DeletionPolicy;
}

/** The SYNTH_ANNOTATIONS of a version's main object. */
export function describeVersion(of: VersionDescription): Record<string, string> {
  return {
    [SYNTH_ANNOTATIONS.version]: of.version,
    [SYNTH_ANNOTATIONS.admin]: of.admin,
    [SYNTH_ANNOTATIONS.adminUrl]: of.adminUrl,
    ...(of.uri !== undefined && { [SYNTH_ANNOTATIONS.uri]: of.uri }),
    ...(of.servicePath !== undefined && { [SYNTH_ANNOTATIONS.servicePath]: of.servicePath }),
    ...(of.tunnelUrl !== undefined && { [SYNTH_ANNOTATIONS.tunnelUrl]: of.tunnelUrl }),
    [SYNTH_ANNOTATIONS.drainDelaySeconds]: String(of.drainDelaySeconds),
    [SYNTH_ANNOTATIONS.deletionPolicy]: formatDeletionPolicy(of.deletionPolicy),
  };
}

/** `drain`, `drain-then-force=<seconds>` or `force`. */
export function formatDeletionPolicy(policy: DeletionPolicy): string {
  return policy.type === 'drain-then-force' ? `${policy.type}=${policy.afterSeconds}` : policy.type;
}

/** Undefined for text that {@link formatDeletionPolicy} does not write. */
export function parseDeletionPolicy(text: string): DeletionPolicy | undefined {
  if (text === 'drain' || text === 'force') return { type: text };
  const seconds = /^drain-then-force=(\d{1,9})$/.exec(text)?.[1];
  return seconds === undefined
    ? undefined
    : { type: 'drain-then-force', afterSeconds: Number(seconds) };
}
