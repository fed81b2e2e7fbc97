import { checkInProcessTunnel } from './in-process-tunnel';
import type { DeploymentModel } from './model';
import { checkSelector } from './selector';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkAtLeast, checkDnsSubdomain } from '../core/kubernetes-syntax';
import { checkVersion } from '../version/checks';
import { LONGEST_HASH } from '../version/revision-hash';

const LONGEST_NAME = 63;

/**
 * Everything about a deployment that Kubernetes or Restate would refuse later. What can't be made a value of the model
 * (a template, a duration, an admin API) is refused where it is read.
 */
export function checkDeployment(model: DeploymentModel, faults: Faults): void {
  checkInProcessTunnel(model, faults);
  checkName(model, faults);
  checkVersion(model, faults);
  checkAtLeast(model.replicas, 0, 'replicas', faults);
  checkDnsSubdomain(model.clusterDns, 'clusterDns', faults);
  checkSelector(model.selector, model.podTemplate.metadata?.labels ?? {}, faults);
  checkAutoscaling(model, faults);
}

/** The versioned name is that of a Service: a DNS label that begins with a letter. */
function checkName({ name, object, hash }: DeploymentModel, faults: Faults): void {
  const longest = LONGEST_NAME - LONGEST_HASH - 1;
  if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    faults.add(
      'name',
      `${shown(name)} is not a DNS label that starts with a letter`,
      `write at most ${longest} lower-case letters, digits and "-", starting with a letter and ending with a letter or digit`,
    );
  } else if (object.length > LONGEST_NAME) {
    const problem = `${shown(name)} with the hash "${hash}" is ${object.length} characters long, more than ${LONGEST_NAME}`;
    faults.add('name', problem, `write at most ${longest} characters`);
  } else if (name.length > longest) {
    const problem = `${shown(name)} leaves room for this version's hash, but not for the longest one`;
    faults.warn('name', problem, `write at most ${longest} characters`);
  }
}

function checkAutoscaling({ autoscaling }: DeploymentModel, faults: Faults): void {
  if (autoscaling === undefined) return;
  const { minReplicas, maxReplicas, scaleTargetRef } = autoscaling;
  if (scaleTargetRef !== undefined) {
    faults.add(
      'autoscaling.overrides.scaleTargetRef',
      'is always the ReplicaSet of the version',
      'leave it out',
    );
  }
  checkAtLeast(minReplicas, 0, 'autoscaling.minReplicas', faults);
  if (maxReplicas === undefined) {
    faults.add(
      'autoscaling.maxReplicas',
      'none is given',
      'write the maximum number of pods of a version',
    );
  }
  checkAtLeast(maxReplicas, 1, 'autoscaling.maxReplicas', faults);
  if (minReplicas > maxReplicas) {
    faults.add(
      'autoscaling.minReplicas',
      `${minReplicas} is more than maxReplicas, ${maxReplicas}`,
      'write a smaller one, or a larger maxReplicas',
    );
  }
  if (minReplicas === 0) {
    faults.warn(
      'autoscaling.minReplicas',
      '0 counts as 1',
      'write 1: a version keeps a pod while it is needed',
    );
  }
}
