/** The Jobs of one kind that other manifests have made: a Job's name changes with its spec. */
import type { JobRun } from './job-run';
import type { Job } from './job-state';
import { clusterJobLabels, POD_LABELS } from '../../contract';
import type { ClusterJob } from '../../contract';
import { RESOURCES } from '../kubernetes/types';

export interface OtherJobs {
  readonly older: readonly Job[];
  readonly newer: readonly Job[];
}

export async function otherJobs({ kubernetes, job }: JobRun, kind: ClusterJob): Promise<OtherJobs> {
  const labels = clusterJobLabels('', kind);
  const selector = [POD_LABELS.name, POD_LABELS.component].map((key) => `${key}=${labels[key]}`);
  const { items } = await kubernetes.list<Job>(RESOURCES.jobs, selector.join(','));
  const own = items.find(({ metadata }) => metadata.name === job.name);
  const born = (of: Job | undefined) => of?.metadata.creationTimestamp ?? '';
  const others = items.filter(({ metadata }) => metadata.name !== job.name);
  return {
    // Two of the same second: neither gives way, and neither takes the other away.
    older: own ? others.filter((other) => born(other) < born(own)) : [],
    newer: own ? others.filter((other) => born(other) > born(own)) : [],
  };
}

/** Removes those that this run replaces: a manifest that is applied again must make its Job, and so a run, again. */
export async function removeOlder(run: JobRun, kind: ClusterJob): Promise<void> {
  for (const job of (await otherJobs(run, kind)).older) {
    await run.kubernetes
      .delete(RESOURCES.jobs, job)
      .catch((error: Error) => run.print(error.message));
  }
}
