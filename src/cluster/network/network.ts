import type { k8s } from 'cdk8s-plus-28';
import { checkEgressRules, checkPeers } from './checks';
import { configuredNamespaces } from './configured-hosts';
import { ownPods, withPeer } from './policies';
import type { ClusterPeers } from './policies';
import { NAMESPACE_NAME, egressToNamespace, namespaceNamed } from './selectors';
import type { FaultSink } from '../../core/faults';
import type { Json } from '../../core/json';
import { matchesSelector } from '../../core/label-selector';
import type { LabelSelector } from '../../core/label-selector';
import { manifestValue } from '../../core/manifest-value';
import type { ClusterModel } from '../model';

type Port = 'ingress' | 'admin' | 'node';

/** The peers and egress rules of a cluster: given ones, its own, and those that other constructs add later. */
export class ClusterNetwork {
  private readonly ports: { [port in Port]: readonly Json[] | undefined };
  private readonly egress: Json[];
  private readonly servicePorts: number[] = [];

  constructor(
    private readonly cluster: ClusterModel,
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
    const { cluster, egress, servicePorts } = this;
    // A rule of the user may be narrower, and is then all that is needed.
    const configured = configuredNamespaces(cluster).filter((each) => !this.reaches(each));
    return {
      ...this.ports,
      egress: [...egress, ...configured.map(egressToNamespace)],
      servicePorts,
    };
  }

  /** Adds peers of a port; a peer that is there already is not added again. */
  public add(
    port: Port,
    peers: readonly k8s.NetworkPolicyPeer[],
    field = `allowed ${port} peers`,
  ): void {
    const added: Json[] = manifestValue(peers, this.faults, field);
    checkPeers(added, field, this.faults);
    for (const peer of added) {
      const text = JSON.stringify(peer);
      if (this.ports[port]?.some((other) => JSON.stringify(other) === text)) continue;
      this.ports[port] = withPeer(this.ports[port], peer);
    }
  }

  /**
   * Policies apply to pods, and neither labels nor port of those behind a Service are known: all of the namespace.
   *
   * @param port that of the Service, if it is known
   */
  public allowServicesIn(namespace: string, port?: number): void {
    const rule = egressToNamespace(namespace);
    const text = JSON.stringify(rule);
    if (this.egress.every((other) => JSON.stringify(other) !== text)) this.egress.push(rule);
    if (port !== undefined && !this.servicePorts.includes(port)) this.servicePorts.push(port);
  }

  /** Whether an egress rule may be about pods of a namespace, whose labels other than its name are not known. */
  public reaches(namespace: string): boolean {
    const { disableNetworkPolicies } = this.cluster.security;
    return disableNetworkPolicies || this.egress.some((rule) => mayReach(rule, namespace));
  }

  /** Whether an egress rule may be about an address that is none of a pod. */
  public get hasEgressByAddress(): boolean {
    return this.egress.some(
      ({ to = [] }) => to.length === 0 || to.some(({ ipBlock }: Json) => ipBlock !== undefined),
    );
  }

  public addEgress(rules: k8s.NetworkPolicyEgressRule[]): void {
    const added: Json[] = manifestValue(rules, this.faults, 'allowed egress rules');
    checkEgressRules(added, 'allowed egress rules', this.faults);
    this.egress.push(...added);
  }
}

function mayReach({ to = [] }: Json, namespace: string): boolean {
  return (
    to.length === 0 ||
    to.some(({ namespaceSelector }: Json) => {
      if (namespaceSelector === undefined) return false;
      const { matchLabels = {}, matchExpressions = [] }: LabelSelector = namespaceSelector;
      const name = matchLabels[NAMESPACE_NAME];
      if (name !== undefined) return name === namespace;
      const names = matchExpressions.filter(({ key }) => key === NAMESPACE_NAME);
      return matchesSelector({ matchExpressions: names }, { [NAMESPACE_NAME]: namespace });
    })
  );
}

function operatorPeer({ operator }: ClusterModel): Json | undefined {
  if (operator === undefined) return undefined;
  return {
    namespaceSelector: namespaceNamed(operator.namespace),
    podSelector: { matchLabels: { [operator.labelName]: operator.labelValue } },
  };
}
