/** The Jobs that new versions have to pass before they are registered. */
import type { ObservedVersion } from './observation';
import type { DesiredDeployment } from '../../contract';
import { jobState } from '../kubernetes/job-state';
import type { Job, JobState } from '../kubernetes/job-state';
import { byObject } from '../lib/named';

export type FindJob = (name: string) => Promise<Job | undefined>;

/** By the names of deployments. What has been registered once has served, and is not asked for. */
export async function observeGates(
  desired: readonly DesiredDeployment[],
  versions: readonly ObservedVersion[],
  find: FindJob,
): Promise<ReadonlyMap<string, JobState>> {
  const entries = desired.map(async ({ name, object, gate }) => {
    if (typeof gate !== 'object' || byObject(versions, object)?.state.services) return [];
    // What can't be read has not passed, and must not hold back the others.
    const job = await find(gate.job).catch(() => undefined);
    return [[name, jobState(job)] as const];
  });
  return new Map((await Promise.all(entries)).flat());
}
