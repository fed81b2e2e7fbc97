import { checkConfig } from './config/checks';
import type { ClusterModel } from './model';
import { checkCompute } from './pod/checks';
import { checkSecurity } from './security-checks';
import { faultsAt, shown } from '../core/faults';
import type { Faults } from '../core/faults';
import {
  checkAnnotations,
  checkDnsLabel,
  checkDnsSubdomain,
  checkImage,
  checkLabelValue,
  checkLabels,
  checkQualifiedName,
} from '../core/kubernetes-syntax';
import { checkScriptPod } from '../script/script-pod';

/** Everything about a cluster's props that Kubernetes, Restate or the operator would refuse later. */
export function checkCluster(cluster: ClusterModel, faults: Faults): void {
  checkDnsLabel(cluster.name, 'name', faults);
  checkLabels(cluster.labels, 'labels', faults);
  checkAnnotations(cluster.annotations, 'annotations', faults);
  checkStorage(cluster, faults);
  checkDnsSubdomain(cluster.clusterDns, 'platform.clusterDns', faults);
  checkImage(cluster.canaryImage, 'platform.canaryImage', faults);
  checkOperator(cluster, faults);
  checkCompute(cluster.compute, faults);
  checkConfig(cluster, faults);
  checkSecurity(cluster.security, faults);
  checkScriptPod(cluster.jobs.pod, faultsAt('jobs', faults));
}

/** An operator that is named wrongly would be locked out by the cluster's network policies. */
function checkOperator({ operator }: ClusterModel, faults: Faults): void {
  if (operator === undefined) return;
  checkDnsLabel(operator.namespace, 'platform.operator.namespace', faults);
  checkQualifiedName(String(operator.labelName), 'platform.operator.labelName', faults);
  const field = 'platform.operator.labelValue';
  checkLabelValue(operator.labelValue, field, faults);
  if (operator.labelValue !== '') return;
  faults.add(field, '"" tells no pods apart', 'write the value that the label has at its pods');
}

function checkStorage({ storage }: ClusterModel, faults: Faults): void {
  if (!Number.isSafeInteger(storage.bytes) || storage.bytes < 1) {
    faults.add(
      'storage.size',
      `${shown(storage.bytes)} bytes is not a volume's size`,
      'write a whole number of bytes, at least 1, such as Size.gibibytes(2)',
    );
  }
  if (Object.is(storage.templateBytes, storage.bytes)) {
    // Left out: what is wrong with it is wrong with the size.
  } else if (storage.templateBytes > storage.bytes) {
    faults.add(
      'storage.claimTemplateSize',
      `${storage.templateBytes} bytes are more than the ${storage.bytes} bytes of storage.size, and volumes can't shrink`,
      'raise storage.size, or leave claimTemplateSize out',
    );
  } else if (!Number.isSafeInteger(storage.templateBytes) || storage.templateBytes < 1) {
    faults.add(
      'storage.claimTemplateSize',
      `${shown(storage.templateBytes)} bytes is not a volume's size`,
      'write a whole number of bytes, at least 1, such as Size.gibibytes(2)',
    );
  }
  for (const field of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const name = storage[field];
    if (name !== undefined && name !== '') checkDnsSubdomain(name, `storage.${field}`, faults);
  }
}
