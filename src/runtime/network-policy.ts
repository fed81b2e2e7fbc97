import type { ManagedDeployments } from './managed-deployments';
import type { RestateRuntimeNetworkPolicy } from './props';
import type { AdminTarget } from '../admin/admin-target';
import {
  checkCidr,
  checkDnsEgress,
  checkEgressRules,
  checkNotEmpty,
} from '../cluster/network/checks';
import { dnsRule, tcp } from '../cluster/network/egress-rules';
import { dnsEgressModel } from '../cluster/network/model';
import type { DnsEgressModel } from '../cluster/network/model';
import { RESTATE_PORTS } from '../cluster/network/ports';
import { RestateIpFamily } from '../cluster/network/props';
import { egressToNamespace, namespaceNamed, podsOfCluster } from '../cluster/network/selectors';
import { podLabels } from '../contract';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';
import { checkPort } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { portOf, serviceNamespace } from '../core/service-host';

/** `networkPolicy`, in manifest form. */
export interface RuntimeNetworkModel {
  /** Left out, any address. */
  readonly apiServerCidrs?: readonly string[];
  readonly apiServerPorts: readonly number[];
  readonly dnsEgress: DnsEgressModel;
  readonly egressRules: Json[];
}

export function runtimeNetworkModel(
  props: RestateRuntimeNetworkPolicy,
  faults: FaultSink,
): RuntimeNetworkModel {
  return {
    apiServerCidrs: props.apiServerCidrs,
    apiServerPorts: props.apiServerPorts ?? [443, 6443],
    dnsEgress: dnsEgressModel(props.dnsEgress, faults, 'networkPolicy.dnsEgress'),
    egressRules: manifestValue(props.egressRules ?? [], faults, 'networkPolicy.egressRules'),
  };
}

export function checkRuntimeNetwork(model: RuntimeNetworkModel, faults: FaultSink): void {
  const { apiServerCidrs, apiServerPorts, dnsEgress, egressRules } = model;
  for (const [field, list] of Object.entries({ apiServerCidrs, apiServerPorts })) {
    checkNotEmpty(list, `networkPolicy.${field}`, 'write at least one, or remove it', faults);
  }
  apiServerCidrs?.forEach((cidr, index) =>
    checkCidr(cidr, `networkPolicy.apiServerCidrs[${index}]`, faults),
  );
  apiServerPorts.forEach((port, index) =>
    checkPort(port, `networkPolicy.apiServerPorts[${index}]`, faults),
  );
  checkDnsEgress(dnsEgress, 'networkPolicy.dnsEgress', faults);
  checkEgressRules(egressRules, 'networkPolicy.egressRules', faults);
}

/** The policy of a runtime's pods: nobody has to connect to them. */
export function runtimePolicySpec(
  { id, namespace }: { readonly id: string; readonly namespace: string },
  { apiServerCidrs, apiServerPorts, dnsEgress, egressRules }: RuntimeNetworkModel,
  { adminTargets }: ManagedDeployments,
): Json {
  const rules = [
    dnsRule(dnsEgress, [RestateIpFamily.IPV4]),
    {
      ...(apiServerCidrs && { to: apiServerCidrs.map((cidr) => ({ ipBlock: { cidr } })) }),
      ports: apiServerPorts.map(tcp),
    },
    ...adminTargets.map((admin) => adminRule(admin, namespace)),
    ...egressRules,
  ];
  const texts = rules.map((rule) => JSON.stringify(rule));
  return {
    podSelector: { matchLabels: podLabels(id) },
    policyTypes: ['Egress', 'Ingress'],
    egress: rules.filter((_, index) => texts.indexOf(texts[index]) === index),
  };
}

function adminRule({ cluster, clusterDns, url: text }: AdminTarget, own: string): Json {
  if (cluster !== undefined) {
    const namespaceSelector = namespaceNamed(cluster.namespace);
    const podSelector = podsOfCluster(cluster.name);
    return { to: [{ namespaceSelector, podSelector }], ports: [tcp(RESTATE_PORTS.admin)] };
  }
  const url = new URL(text);
  const namespace = serviceNamespace(url, own, clusterDns);
  // The port of the pods may be another than that of their Service.
  if (namespace !== undefined) return egressToNamespace(namespace);
  // Policies know no names, so that any address may be that of the host.
  return { ports: [tcp(portOf(url))] };
}
