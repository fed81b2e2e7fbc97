/**
 * Labels and annotations of versioned objects, but for those that describe a version (version-description.ts). They are
 * the only memory that a removal relies on.
 *
 * "Main object" is the one that carries the state of a version: the ReplicaSet, or for Knative the Route. It is
 * deleted last.
 */

/** Of all labels and annotations that the operator and the runtime have made up. */
const DOMAIN = 'restate.dev';

export const MANAGED_BY = 'cdk8s-restate';
export const MANAGED_BY_OPERATOR = 'restate-operator';

/** On every object of a version. */
export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** Name of the deployment that it is a version of; the operator's. */
  ownedBy: `${DOMAIN}/owned-by`,
  /** Id of the runtime that alone may change or remove it. */
  runtime: `${DOMAIN}/runtime`,
  /** On a ReplicaSet, its pods and its selector; the operator's. */
  podTemplateHash: 'pod-template-hash',
} as const;

/** The annotation with the pod template that the hash of a version was computed from. */
export const POD_TEMPLATE = `${DOMAIN}/pod-template`;

/** On a Deployment of the user's: the revision of the registration that waits for its rollout. */
export const REVISION_ANNOTATION = `${DOMAIN}/revision`;

/** On the main object of a version that is held back: written by a person, or by the runtime what a Job has come to. */
export const GATE_ANNOTATION = `${DOMAIN}/gate`;
export const GATE_PASSED = 'passed';
export const GATE_FAILED = 'failed';

/** Written by the runtime on the main object of a version. */
export const RUNTIME_ANNOTATIONS = {
  /** Id that the server gave it; the operator's. Absent: not registered. */
  deploymentId: `${DOMAIN}/deployment-id`,
  /** JSON of the admin API that gave the id, without which it means nothing: the one in the manifest may be another by now. */
  registeredWith: `${DOMAIN}/registered-with`,
  /** JSON list of the ids that other admin APIs gave it before, which may still need it. */
  formerRegistrations: `${DOMAIN}/former-registrations`,
  /** RFC 3339 time of the API server's clock; the operator's. Absent: needed. */
  removeVersionAt: `${DOMAIN}/remove-version-at`,
  /** JSON list of the services that the server discovered in it. */
  services: `${DOMAIN}/services`,
  /** The discoveryHash that is registered. */
  discovered: `${DOMAIN}/discovered`,
  /** Deployment id, written before it is deregistered: so that a crash in between can be distinguished from a loss. */
  deregistering: `${DOMAIN}/deregistering`,
  /** JSON list of the services that the runtime made private to remove their latest version. */
  privateServices: `${DOMAIN}/private-services`,
  /** When its deployment was first observed to have left the desired state. */
  removedAt: `${DOMAIN}/removed-at`,
  /** The deletion policy that the deployment had then; written together with it. */
  removalPolicy: `${DOMAIN}/removal-policy`,
} as const;

/** Removed by the runtime from a registered version: `kubectl apply --prune` and `--applyset` go by them. */
export const PRUNING_MARKS = {
  lastApplied: 'kubectl.kubernetes.io/last-applied-configuration',
  applySet: 'applyset.kubernetes.io/part-of',
} as const;

/** On every object that must stay in the cluster after it has left the manifests. */
export const KEEP_ANNOTATIONS: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
