/**
 * Registration Jobs of other desired states are deleted: a roll back has to make its Job anew, and a Job
 * that exists already would make it seem done.
 */
import { JOB_METADATA } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';
import type { Observation } from '../observe/observation';

export function outdatedJobs(observation: Observation): KubernetesObject[] {
  const { desired, desiredFaults, jobs, desiredSince } = observation;
  if (desiredFaults.length > 0) return [];
  const wanted = new Map(desired.deployments.map(({ name, hash }) => [name, hash]));
  return jobs.filter(({ metadata }) => {
    if (metadata.deletionTimestamp) return false;
    const { [JOB_METADATA.deployment]: deployment, [JOB_METADATA.hash]: hash } =
      metadata.annotations ?? {};
    if (!deployment || wanted.get(deployment) === hash) return false;
    // A Job that came before its desired state, with which it was applied, is early and not late.
    const created = Date.parse(metadata.creationTimestamp ?? '');
    return !desiredSince || created <= desiredSince.getTime();
  });
}
