import { checkConfig } from './config/checks';
import { checkIdentity } from './identity/checks';
import type { ClusterModel } from './model';
import { checkClusterMonitoring } from './monitoring/objects';
import { checkNetwork } from './network/checks';
import { checkService } from './network/service-checks';
import { checkCompute } from './pod/checks';
import { checkStorage } from './pod/storage-checks';
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
import { checkTemplateOverrides } from '../core/pod-checks';
import { warnOfUnknownPodFields } from '../core/pod-fields';
import { checkScriptPod } from '../script/script-pod';

/** Everything about a cluster that the API server or Restate would reject. */
export function checkCluster(cluster: ClusterModel, faults: Faults): void {
  checkDnsLabel(cluster.name, 'name', faults);
  if (/^kube-(system|public|node-lease)$/.test(cluster.name)) {
    const problem = `${shown(cluster.name)} is a namespace of Kubernetes itself, whose pods the network policies would cut off`;
    faults.discourage('name', problem, 'choose another name');
  }
  checkLabels(cluster.labels, 'labels', faults);
  checkAnnotations(cluster.annotations, 'annotations', faults);
  checkStorage(cluster, faults);
  checkService(cluster, faults);
  checkDnsSubdomain(cluster.clusterDns, 'platform.clusterDns', faults);
  checkImage(cluster.canaryImage, 'platform.canaryImage', faults);
  checkTemplateOverrides(cluster.canaryOverrides, 'platform.canaryOverrides', faults);
  checkOperator(cluster, faults);
  checkCompute(cluster, faults);
  checkConfig(cluster, faults);
  checkNetwork(cluster.security, faults);
  checkIdentity(cluster.security, faults);
  checkScriptPod(cluster.jobs.pod, faultsAt('jobs', faults));
  warnOfUnknownPodFields(cluster.jobs.pod.overrides.spec, 'jobs.overrides.spec', faults);
  checkClusterMonitoring(cluster, faults);
  warnOfNoEffect(cluster, faults);
}

function warnOfNoEffect({ autoProvision, jobs, security }: ClusterModel, faults: Faults): void {
  if (autoProvision && !jobs.enabled) {
    faults.warn('autoProvision', 'true has no effect without Jobs', 'set jobs.enabled to true');
  }
  if (!security.disableNetworkPolicies) return;
  const given = [
    ...Object.keys(security.networkPeers).map((port) => `networkPeers.${port}`),
    ...(security.networkEgressRules.length > 0 ? ['networkEgressRules'] : []),
  ];
  for (const field of given) {
    faults.warn(`security.${field}`, 'has no effect without network policies', 'remove it');
  }
}

/** The cluster's network policies would block an operator with a wrong label or namespace. */
function checkOperator({ operator }: ClusterModel, faults: Faults): void {
  if (operator === undefined) return;
  checkDnsLabel(operator.namespace, 'platform.operator.namespace', faults);
  checkQualifiedName(String(operator.labelName), 'platform.operator.labelName', faults);
  const field = 'platform.operator.labelValue';
  checkLabelValue(operator.labelValue, field, faults);
  if (operator.labelValue !== '') return;
  faults.add(field, 'must not be empty', "write the label's value of the operator's pods");
}
