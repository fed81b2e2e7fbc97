import { checkAutoscaling } from './autoscaling-checks';
import { checkInProcessTunnel } from './in-process-tunnel';
import type { DeploymentModel } from './model';
import { podLabels } from './replica-set';
import { checkSelector } from './selector';
import { containerPort, containerPorts } from './service';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkAtLeast, checkDnsSubdomain } from '../core/kubernetes-syntax';
import { warnOfUnknownPodFields } from '../core/pod-fields';
import { warnOfIdleSpread } from '../core/spread-checks';
import { checkVersion } from '../version/checks';
import { LONGEST_HASH } from '../version/revision-hash';

const LONGEST_NAME = 63;

/**
 * Everything about a deployment that Kubernetes or Restate would refuse later. What can't be made a value of the model
 * (a template, a duration, an admin API) is refused where it is read.
 */
export function checkDeployment(model: DeploymentModel, faults: Faults): void {
  checkInProcessTunnel(model, faults);
  checkGate(model, faults);
  checkName(model, faults);
  checkVersion(model, faults);
  checkAtLeast(model.replicas, 0, 'replicas', faults);
  checkDnsSubdomain(model.clusterDns, 'clusterDns', faults);
  checkSelector(model.selector, model.podTemplate.metadata?.labels ?? {}, faults);
  checkAutoscaling(model, faults);
  warnOfPort(model, faults);
  const { podTemplate, templateField } = model;
  warnOfUnknownPodFields(podTemplate.spec, `${templateField}.spec`, faults);
  warnOfIdleSpread(podTemplate.spec, podLabels(model), `${templateField}.spec`, faults);
}

function checkGate({ gate, wantsInProcessTunnel }: DeploymentModel, faults: Faults): void {
  if (typeof gate !== 'object' || !wantsInProcessTunnel) return;
  const problem = 'a Job cannot reach pods that are called through a tunnel of their own';
  faults.add('gate', problem, 'write RestateGate.hold(), or leave one of the two out');
}

/** The first of several ports may be that of metrics. */
function warnOfPort(model: DeploymentModel, faults: Faults): void {
  const ports = containerPorts(model);
  if (ports.length < 2 || ports.some(({ name }) => name === 'restate')) return;
  faults.warn(
    `${model.templateField}.spec.containers`,
    `none of ${ports.length} ports is called "restate", and requests go to the first, ${containerPort(model)}`,
    'call that of the service "restate"',
  );
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
