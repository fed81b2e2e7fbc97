/** The names and labels of a runtime's objects, which its constructs write and its script reads. */
import { createHash } from 'crypto';

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

/** What has these labels, as the API server and kubectl take it. */
export function labelSelector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
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
  /** Lease of the admin API at a URL that is desired. */
  lease: (id: string, url: string) =>
    `${id}-admin-${createHash('sha256').update(url).digest('hex').slice(0, 10)}`,
  /** Lease of all others, which versions may still be registered with: no rule of a Role could name one for each. */
  formerLease: (id: string) => `${id}-former-admins`,
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
