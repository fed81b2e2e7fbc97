import type { DeploymentModel } from './model';
import { checkEnums } from '../core/enum-checks';
import type { EnumTable } from '../core/enum-checks';
import type { Faults } from '../core/faults';
import type { Json } from '../core/json';
import { checkAtLeast } from '../core/kubernetes-syntax';

const TARGETS = ['Utilization', 'Value', 'AverageValue'];
const POLICIES = ['Pods', 'Percent'];
const SELECT = ['Max', 'Min', 'Disabled'];

const AUTOSCALER_ENUMS: EnumTable = {
  'metrics[].type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'metrics[].containerResource.target.type': TARGETS,
  'metrics[].external.target.type': TARGETS,
  'metrics[].object.target.type': TARGETS,
  'metrics[].pods.target.type': TARGETS,
  'metrics[].resource.target.type': TARGETS,
  'behavior.scaleDown.policies[].type': POLICIES,
  'behavior.scaleDown.selectPolicy': SELECT,
  'behavior.scaleUp.policies[].type': POLICIES,
  'behavior.scaleUp.selectPolicy': SELECT,
};

/** What Kubernetes takes where no metrics are given. */
const DEFAULT_METRIC = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization' } },
};

/** Everything about the autoscaling of a deployment that the API server would refuse, or that would never scale. */
export function checkAutoscaling(model: DeploymentModel, faults: Faults): void {
  checkExternal(model, faults);
  const { autoscaling, replicas } = model;
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
  checkBounds('autoscaling', minReplicas, maxReplicas, faults);
  if (minReplicas === 0) {
    faults.warn(
      'autoscaling.minReplicas',
      '0 counts as 1',
      'write 1: a version keeps a pod while it is needed',
    );
  }
  if (replicas !== 1) {
    faults.warn('replicas', `${replicas} has no effect with autoscaling`, 'remove it');
  }
  checkEnums(autoscaling, AUTOSCALER_ENUMS, 'autoscaling', faults);
  warnOfMissingRequests(model, faults);
}

function checkExternal(model: DeploymentModel, faults: Faults): void {
  const { externalAutoscaling: external, autoscaling, replicas } = model;
  if (external === undefined) return;
  const { minReplicas, maxReplicas } = external;
  const field = 'externalAutoscaling';
  if (autoscaling !== undefined) {
    const problem = 'two autoscalers of one version work against each other';
    faults.add(field, problem, 'remove it, or autoscaling');
  }
  checkAtLeast(minReplicas, 0, `${field}.minReplicas`, faults);
  checkBounds(field, minReplicas, maxReplicas, faults);
  if (replicas !== 1) {
    faults.warn('replicas', `${replicas} has no effect with ${field}`, 'remove it');
  }
}

function checkBounds(
  field: string,
  minReplicas: number | undefined,
  maxReplicas: number | undefined,
  faults: Faults,
): void {
  if (maxReplicas === undefined) {
    const remedy = 'write the maximum number of pods of a version';
    faults.add(`${field}.maxReplicas`, 'none is given', remedy);
    return;
  }
  checkAtLeast(maxReplicas, 1, `${field}.maxReplicas`, faults);
  if (!Number.isInteger(minReplicas) || !Number.isInteger(maxReplicas)) return;
  if (minReplicas! <= maxReplicas) return;
  faults.add(
    `${field}.minReplicas`,
    `${minReplicas} is more than maxReplicas, ${maxReplicas}`,
    'write a smaller one, or a larger maxReplicas',
  );
}

/** The utilization is that of what is requested; without a request there is none, and nothing is scaled. */
function warnOfMissingRequests(
  { autoscaling, podTemplate, templateField }: DeploymentModel,
  faults: Faults,
): void {
  const metrics: Json[] = autoscaling?.metrics ?? [DEFAULT_METRIC];
  for (const { type, resource } of metrics) {
    if (type !== 'Resource' || resource?.target?.type !== 'Utilization') continue;
    for (const list of ['containers', 'initContainers']) {
      const containers: Json[] = podTemplate.spec[list] ?? [];
      containers.forEach(({ resources, restartPolicy }, index) => {
        // Other init containers have ended when the pods are measured.
        if (list === 'initContainers' && restartPolicy !== 'Always') return;
        const { name } = resource;
        if ((resources?.requests?.[name] ?? resources?.limits?.[name]) !== undefined) return;
        faults.warn(
          `${templateField}.spec.${list}[${index}].resources.requests.${name}`,
          `is not set, and autoscaling follows the utilization of what is requested`,
          'write a request, unless a LimitRange of the namespace has a default',
        );
      });
    }
  }
}
