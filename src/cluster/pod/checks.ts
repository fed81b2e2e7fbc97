import { shown } from '../../core/faults';
import type { FaultSink } from '../../core/faults';
import {
  checkAnnotations,
  checkAtLeast,
  checkDnsSubdomain,
  checkLabels,
  checkOneOf,
} from '../../core/kubernetes-syntax';
import { checkContainer, checkResources } from '../../core/pod-checks';

/** Checks `compute`, given in manifest form, but for what may collide with the rest of the pod. */
export function checkCompute(compute: { [field: string]: any }, faults: FaultSink): void {
  checkAtLeast(compute.replicas, 0, 'compute.replicas', faults);
  if (typeof compute.image !== 'string' || compute.image.trim() === '') {
    faults.add(
      'compute.image',
      `${shown(compute.image)} is not an image`,
      'write one such as "restatedev/restate:1.5"',
    );
  }
  checkOneOf(
    compute.imagePullPolicy,
    ['Always', 'IfNotPresent', 'Never'],
    'compute.imagePullPolicy',
    faults,
  );
  checkOneOf(
    compute.dnsPolicy,
    ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    'compute.dnsPolicy',
    faults,
  );
  if (compute.dnsPolicy === 'None' && (compute.dnsConfig?.nameservers ?? []).length === 0) {
    faults.add(
      'compute.dnsConfig.nameservers',
      'is empty with dnsPolicy "None"',
      'name at least one server, or leave dnsPolicy out',
    );
  }
  checkAtLeast(
    compute.terminationGracePeriodSeconds,
    0,
    'compute.terminationGracePeriodSeconds',
    faults,
  );
  checkLabels(compute.labels, 'compute.labels', faults);
  checkLabels(compute.nodeSelector, 'compute.nodeSelector', faults);
  checkAnnotations(compute.annotations, 'compute.annotations', faults);
  checkResources(compute.resources, 'compute.resources', faults);
  if (compute.priorityClassName !== undefined && compute.priorityClassName !== '') {
    checkDnsSubdomain(compute.priorityClassName, 'compute.priorityClassName', faults);
  }
  (compute.sidecars ?? []).forEach((sidecar: any, index: number) => {
    checkContainer(sidecar, `compute.sidecars[${index}]`, faults);
  });
}
