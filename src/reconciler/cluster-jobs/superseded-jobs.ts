/** Jobs of other manifests that do the same for a cluster: a Job's name changes with its spec. */
import type { JobRun } from './job-run';
import { clusterJobLabels, labelSelector, POD_LABELS } from '../../contract';
import type { ClusterJob } from '../../contract';
import { jobState } from '../kubernetes/job-state';
import type { Job } from '../kubernetes/job-state';
import { RESOURCES } from '../kubernetes/types';

export interface OtherJobs {
  readonly older: readonly Job[];
  readonly newer: readonly Job[];
}

export async function otherJobs(run: JobRun, kind: ClusterJob): Promise<OtherJobs> {
  const items = await jobsOf(run, kind);
  const { job } = run;
  const own = items.find(({ metadata }) => metadata.name === job.name);
  const others = items.filter(({ metadata }) => metadata.name !== job.name);
  return {
    // Two of the same second: neither gives way, and neither deletes the other.
    older: own ? others.filter((other) => createdAt(other) < createdAt(own)) : [],
    newer: own ? others.filter((other) => createdAt(other) > createdAt(own)) : [],
  };
}

/** Deletes those that this run replaces: a manifest that is applied again must create its Job, and so a run, again. */
export async function deleteOlderJobs(run: JobRun, kind: ClusterJob): Promise<void> {
  await remove(run, (await otherJobs(run, kind)).older);
}

/**
 * Deletes those of another command that have ended and were replaced by a newer one. The newest stays: tools that
 * compare with a manifest would create it again.
 */
export async function deleteSupersededJobs(run: JobRun, kind: ClusterJob): Promise<void> {
  const items = await jobsOf(run, kind);
  const replaced = items.filter((job) => items.some((other) => createdAt(other) > createdAt(job)));
  await remove(
    run,
    replaced.filter((job) => jobState(job) !== 'active'),
  );
}

async function jobsOf({ kubernetes }: JobRun, kind: ClusterJob): Promise<readonly Job[]> {
  // Whatever the name of the cluster.
  const { [POD_LABELS.instance]: _, ...labels } = clusterJobLabels('', kind);
  return (await kubernetes.list<Job>(RESOURCES.jobs, labelSelector(labels))).items;
}

function createdAt(job: Job | undefined): string {
  return job?.metadata.creationTimestamp ?? '';
}

async function remove({ kubernetes, print }: JobRun, jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) {
    await kubernetes.delete(RESOURCES.jobs, job).catch((error: Error) => print(error.message));
  }
}
