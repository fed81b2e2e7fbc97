import type { KubernetesClient } from '../kubernetes/client';
import { isConflict } from '../kubernetes/errors';
import { RESOURCES } from '../kubernetes/types';
import type { Observation } from '../observe/observation';
import { outdatedJobs } from '../plan/jobs';

export async function deleteOutdatedJobs(
  kubernetes: KubernetesClient,
  observation: Observation,
): Promise<void> {
  for (const job of outdatedJobs(observation)) {
    await kubernetes.delete(RESOURCES.jobs, job).catch((error: unknown) => {
      // Its own controller changes it all the time; the next pass tries again.
      if (!isConflict(error)) throw error;
    });
  }
}
