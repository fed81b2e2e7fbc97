import type { KubernetesObject } from './types';

export interface Job extends KubernetesObject {
  readonly spec?: { readonly [field: string]: unknown };
  readonly status?: {
    readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }>;
  };
}

export function jobState(job: Job | undefined): 'missing' | 'active' | 'complete' | 'failed' {
  if (job === undefined) return 'missing';
  const is = (type: string) =>
    (job.status?.conditions ?? []).some((each) => each.type === type && each.status === 'True');
  if (is('Complete')) return 'complete';
  return is('Failed') ? 'failed' : 'active';
}
