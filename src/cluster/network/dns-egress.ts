import type { k8s } from 'cdk8s-plus-28';

/**
 * The DNS of the Kubernetes cluster, as a network policy names it.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
export interface RestateDnsEgress {
  /**
   * Its pods, or the addresses of a cache on each node.
   *
   * @default - pods labelled `k8s-app: kube-dns` in the namespace kube-system, and 169.254.20.10, the usual IPv4 address
   * of NodeLocal DNSCache
   */
  readonly peers?: k8s.NetworkPolicyPeer[];

  /**
   * The port of its pods, UDP and TCP. It differs from that of its Service on OpenShift: 5353.
   *
   * @default 53
   */
  readonly port?: number;
}
