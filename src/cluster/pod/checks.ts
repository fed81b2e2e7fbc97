import { shown } from '../../core/faults';
import type { Faults, FaultSink } from '../../core/faults';
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

/** Checks the volumes of the nodes. */
export function checkStorage({ storage }: ClusterModel, faults: FaultSink): void {
  checkBytes(storage.bytes, 'storage.size', faults);
  checkTemplateBytes(storage, faults);
  for (const field of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const name = storage[field];
    if (name !== undefined && name !== '') checkDnsSubdomain(name, `storage.${field}`, faults);
  }
}

function checkTemplateBytes(storage: ClusterModel['storage'], faults: FaultSink): void {
  // Without a size of its own, the template has the errors of the size.
  if (Object.is(storage.templateBytes, storage.bytes)) return;
  if (storage.templateBytes > storage.bytes) {
    faults.add(
      'storage.claimTemplateSize',
      `${storage.templateBytes} bytes are more than the ${storage.bytes} bytes of storage.size, and volumes can't shrink`,
      'raise storage.size, or remove claimTemplateSize',
    );
  } else {
    checkBytes(storage.templateBytes, 'storage.claimTemplateSize', faults);
  }
}

function checkBytes(bytes: number, field: string, faults: FaultSink): void {
  if (Number.isSafeInteger(bytes) && bytes >= 1) return;
  faults.add(
    field,
    `${shown(bytes)} bytes is not the size of a volume`,
    'write a size of at least 1 byte, such as Size.gibibytes(2)',
  );
}
