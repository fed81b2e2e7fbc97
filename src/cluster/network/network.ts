import type { k8s } from 'cdk8s-plus-28';
import { checkEgressRules, checkPeers } from './checks';
import { ownPods, withPeer } from './policies';
import type { ClusterPeers } from './policies';
import type { FaultSink } from '../../core/faults';
import type { Json } from '../../core/json';
import { manifestValue } from '../../core/manifest-value';
import type { ClusterModel } from '../model';

type Port = 'ingress' | 'admin' | 'node';

/** The peers and egress rules of a cluster: given ones, its own, and those that other constructs add later. */
export class ClusterNetwork {
  private readonly ports: { [port in Port]: readonly Json[] | undefined };
  private readonly egress: Json[];
  private readonly servicePorts: number[] = [];

  constructor(
    cluster: ClusterModel,
    private readonly faults: FaultSink,
  ) {
    const { networkPeers, networkEgressRules, allowOperatorAccessToAdmin } = cluster.security;
    const operator = operatorPeer(cluster);
    const { ingress, admin } = networkPeers;
    const node = withPeer(networkPeers.node, ownPods(cluster));
    this.ports = {
      ingress,
      admin: operator && allowOperatorAccessToAdmin ? withPeer(admin, operator) : admin,
      // The operator provisions over the node port.
      node: operator && cluster.autoProvision ? withPeer(node, operator) : node,
    };
    this.egress = [...networkEgressRules];
  }

  public peers(): ClusterPeers {
    return { ...this.ports, egress: this.egress, servicePorts: this.servicePorts };
  }

  /** Adds peers of a port; a peer that is there already is not added again. */
  public add(port: Port, peers: k8s.NetworkPolicyPeer[]): void {
    const added: Json[] = manifestValue(peers, this.faults, `allowed ${port} peers`);
    checkPeers(added, `allowed ${port} peers`, this.faults);
    for (const peer of added) {
      const text = JSON.stringify(peer);
      if (this.ports[port]?.some((other) => JSON.stringify(other) === text)) continue;
      this.ports[port] = withPeer(this.ports[port], peer);
    }
  }

  /** Policies apply to pods, and neither labels nor port of those behind a Service are known: all of the namespace. */
  public allowServicesOf(namespace: string): void {
    const matchLabels = { 'kubernetes.io/metadata.name': namespace };
    const rule = { to: [{ namespaceSelector: { matchLabels } }] };
    const text = JSON.stringify(rule);
    if (this.egress.every((other) => JSON.stringify(other) !== text)) this.egress.push(rule);
  }

  public addEgress(rules: k8s.NetworkPolicyEgressRule[]): void {
    const added: Json[] = manifestValue(rules, this.faults, 'allowed egress rules');
    checkEgressRules(added, 'allowed egress rules', this.faults);
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
