import type { KubernetesObject } from './types';
import { isTrue } from '../lib/named';

export interface Job extends KubernetesObject {
  readonly spec?: { readonly [field: string]: unknown };
  readonly status?: {
    readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }>;
  };
}

export type JobState = 'missing' | 'active' | 'complete' | 'failed';

export function jobState(job: Job | undefined): JobState {
  if (!job) return 'missing';
  if (isTrue(job, 'Complete')) return 'complete';
  return isTrue(job, 'Failed') ? 'failed' : 'active';
}
