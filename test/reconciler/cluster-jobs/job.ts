/** A run of a cluster's Job in a world. */
import { clusterJobLabels } from '../../../src/contract';
import type { ClusterJob } from '../../../src/contract';
import type { JobRun } from '../../../src/reconciler/cluster-jobs/job-run';
import type { Doc } from '../memory/object-store';
import type { World } from '../world';

export interface TestRun extends JobRun {
  readonly printed: string[];
}

/** A run of the Job `own`, which looks every half second. */
export function runOf(world: World, more: Partial<JobRun> = {}): TestRun {
  const printed: string[] = [];
  return {
    kubernetes: world.client,
    job: { name: 'own', uid: 'uid-own' },
    print: (line) => printed.push(line),
    intervalMs: 500,
    ...more,
    printed,
  };
}

/** A Job of a kind as the API server has it. */
export function putJob(world: World, kind: ClusterJob, name: string, ended?: string): Doc {
  world.clock.advance(1);
  return world.put('jobs', {
    metadata: { name, labels: clusterJobLabels('restate', kind) },
    status: { conditions: ended === undefined ? [] : [{ type: ended, status: 'True' }] },
  });
}
