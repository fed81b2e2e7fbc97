import { MOST_NODES } from '../../contract';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import type { Json } from '../../core/json';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsSubdomain,
  checkLabels,
} from '../../core/kubernetes-syntax';
import {
  checkContainer,
  checkImage,
  checkResources,
  checkTemplateOverrides,
} from '../../core/pod-checks';
import { checkPodEnums } from '../../core/pod-enums';
import { warnOfUnknownPodFields } from '../../core/pod-fields';
import { warnOfIdleSpread } from '../../core/spread-checks';
import type { ClusterModel } from '../model';

/** Checks `compute`, given in manifest form, except for collisions with the rest of the pod. */
export function checkCompute(cluster: ClusterModel, faults: Faults): void {
  const { compute, overrides } = cluster;
  checkAtLeast(compute.replicas, 0, 'compute.replicas', faults);
  if (compute.replicas > MOST_NODES) {
    const problem = `${shown(compute.replicas)} nodes are more than the Roles of the cluster's Jobs can name`;
    faults.add('compute.replicas', problem, `write at most ${MOST_NODES}`);
  }
  warnOfSecretVariables(compute.env ?? [], faults);
  checkImage(compute, 'compute.', 'write one such as "restatedev/restate:1.5"', faults);
  checkPodEnums(compute, 'compute', faults);
  warnOfIdleSpread(compute, { ...compute.labels, ...cluster.labels }, 'compute', faults);
  if (compute.dnsPolicy === 'None' && (compute.dnsConfig?.nameservers ?? []).length === 0) {
    faults.add(
      'compute.dnsConfig.nameservers',
      'must not be empty with dnsPolicy "None"',
      'add a name server, or remove dnsPolicy',
    );
  }
  (compute.imagePullSecrets ?? []).forEach((secret: any, index: number) =>
    checkDnsSubdomain(secret.name, `compute.imagePullSecrets[${index}]`, faults),
  );
  checkLabels(compute.labels, 'compute.labels', faults);
  checkLabels(compute.nodeSelector, 'compute.nodeSelector', faults);
  checkAnnotations(compute.annotations, 'compute.annotations', faults);
  checkResources(compute.resources, 'compute.resources', faults);
  if (compute.priorityClassName !== undefined && compute.priorityClassName !== '') {
    checkDnsSubdomain(compute.priorityClassName, 'compute.priorityClassName', faults);
  }
  for (const field of ['extraInitContainers', 'sidecars']) {
    (compute[field] ?? []).forEach((container: any, index: number) => {
      checkContainer(container, `compute.${field}[${index}]`, faults);
    });
  }
  checkTemplateOverrides(overrides, 'compute.overrides', faults);
  warnOfUnknownPodFields(overrides.spec, 'compute.overrides.spec', faults);
}

/** Such as the last part of the variables that AWS SDKs and Restate know. */
const SECRET_VARIABLE = /(^|_)(PASSWORD|SECRET|SECRET_ACCESS_KEY|SESSION_TOKEN)$/;

function warnOfSecretVariables(env: readonly Json[], faults: Faults): void {
  env.forEach(({ name, value }, index) => {
    if (!value || !SECRET_VARIABLE.test(String(name))) return;
    const problem = 'is a secret, and everybody who can read StatefulSets can read it';
    const remedy = 'write valueFrom: { secretKeyRef: { name: SECRET, key: KEY } }';
    faults.warn(`compute.env[${index}].value`, problem, remedy);
  });
}
