/** What to do until the pods of a cluster have their credentials: a pure function of what is observed. */

export interface CredentialsState {
  readonly canaries: readonly CanaryState[];
  readonly pods: readonly PodState[];
  /** Seconds since this run began. */
  readonly elapsedSeconds: number;
  readonly superseded: boolean;
}

export interface CanaryState {
  readonly name: string;
  readonly state: 'missing' | 'active' | 'complete' | 'failed';
}

export interface PodState {
  readonly name: string;
  /** Decided when the pod was admitted; it never gets them later. */
  readonly hasCredentials: boolean;
  readonly ready: boolean;
  readonly deleting: boolean;
}

export type CredentialsStep =
  | { readonly type: 'superseded' }
  | { readonly type: 'wait'; readonly reason: string }
  /** Deletes the failed Job, if it is there, and creates it again. */
  | { readonly type: 'retry'; readonly canary: string }
  /** A pod that serves is evicted, which the disruption budget may put off; another is deleted. */
  | { readonly type: 'replace'; readonly pod: string; readonly evict: boolean }
  | { readonly type: 'done' };

/** The manifests are applied one after the other: what is missing for longer than this was deleted by a run that died. */
const MISSING_SECONDS = 60;

export function planCredentials(state: CredentialsState): CredentialsStep {
  if (state.superseded) return { type: 'superseded' };
  for (const { name, state: canary } of state.canaries) {
    const lost = canary === 'missing' && state.elapsedSeconds > MISSING_SECONDS;
    if (canary === 'failed' || lost) return { type: 'retry', canary: name };
  }
  const pending = state.canaries.filter(({ state: canary }) => canary !== 'complete');
  if (pending.length > 0) {
    return {
      type: 'wait',
      reason: `Job ${pending.map(({ name }) => name).join(', ')} has not shown yet that pods get credentials`,
    };
  }
  // One after the other, so that never more than one node of the cluster is unavailable because of this.
  const deleting = state.pods.find((pod) => pod.deleting);
  const without = state.pods.find((pod) => !pod.hasCredentials && !pod.deleting);
  if (!without) return { type: 'done' };
  if (deleting) {
    return { type: 'wait', reason: `pod ${deleting.name} is being replaced` };
  }
  return { type: 'replace', pod: without.name, evict: without.ready };
}
