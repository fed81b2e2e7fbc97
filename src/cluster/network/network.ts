import type { k8s } from 'cdk8s-plus-28';
import { isProvisionedByJob, provisionPeer } from '../jobs/objects';
import type { ClusterModel } from '../model';
import { checkEgressRules, checkPeers } from './checks';
import { ownPods, withPeer } from './policies';
import type { ClusterPeers } from './policies';
import type { Faults } from '../../core/faults';
import { manifestValue } from '../../core/manifest-value';

type Json = { [field: string]: any };
type Port = 'ingress' | 'admin' | 'node';

/** Who may reach a cluster and whom it may reach: what was given, its own peers, and what is added later. */
export class ClusterNetwork {
  private readonly ports: { [port in Port]: readonly Json[] | undefined };
  private readonly egress: Json[];

  constructor(cluster: ClusterModel) {
    const { networkPeers, networkEgressRules, allowOperatorAccessToAdmin } = cluster.security;
    const operator = operatorPeer(cluster);
    const admin = networkPeers.admin;
    let node = withPeer(networkPeers.node ?? networkPeers.metrics, ownPods(cluster));
    if (cluster.autoProvision && operator) node = withPeer(node, operator);
    if (isProvisionedByJob(cluster)) node = withPeer(node, provisionPeer(cluster));
    this.ports = {
      ingress: networkPeers.ingress,
      admin: operator && allowOperatorAccessToAdmin ? withPeer(admin, operator) : admin,
      node,
    };
    this.egress = [...networkEgressRules];
  }

  public peers(): ClusterPeers {
    return { ...this.ports, egress: this.egress };
  }

  /** Adds peers of a port; the same one twice is one. */
  public add(port: Port, peers: k8s.NetworkPolicyPeer[], faults: Faults): void {
    const added: Json[] = manifestValue(peers, faults, `allowed ${port} peers`);
    checkPeers(added, `allowed ${port} peers`, faults);
    for (const peer of added) {
      const text = JSON.stringify(peer);
      if (this.ports[port]?.some((other) => JSON.stringify(other) === text)) continue;
      this.ports[port] = withPeer(this.ports[port], peer);
    }
  }

  public addEgress(rules: k8s.NetworkPolicyEgressRule[], faults: Faults): void {
    const added: Json[] = manifestValue(rules, faults, 'allowed egress rules');
    checkEgressRules(added, 'allowed egress rules', faults);
    this.egress.push(...added);
  }
}

function operatorPeer({ operator }: ClusterModel): Json | undefined {
  if (operator === undefined) return undefined;
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': operator.namespace } },
    podSelector: { matchLabels: { [operator.labelName]: operator.labelValue } },
  };
}
