import type { k8s } from 'cdk8s-plus-28';

/** Who may connect to the cluster, and what the cluster may connect to. */
export interface RestateClusterNetworkOptions {
  /**
   * Whether to create no network policies.
   *
   * @default false
   */
  readonly disableNetworkPolicies?: boolean;

  /**
   * Whether the pods that register services with the cluster may connect to the admin API: the runtime of this app, or
   * the restate-operator of `platform.operator`. The name is that of the operator's own field.
   *
   * @default true
   */
  readonly allowOperatorAccessToAdmin?: boolean;

  /**
   * The peers that may connect to the ports of the cluster.
   *
   * @default - the cluster's own pods only
   */
  readonly networkPeers?: RestateNetworkPeers;

  /**
   * Further destinations that the cluster may connect to. DNS, public addresses, its own pods, and pods labelled
   * `allow.restate.dev/<name>: "true"` are always allowed. A single empty rule allows everything.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   */
  readonly networkEgressRules?: k8s.NetworkPolicyEgressRule[];

  /**
   * Annotations of the Service `restate`.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };
}

/**
 * The peers that may connect to the ports of a cluster. For each port: if it is not set, only the cluster's own peers;
 * with an empty list, everybody; otherwise the listed peers.
 */
export interface RestateNetworkPeers {
  /**
   * The ingress port, 8080.
   *
   * @default - nobody
   */
  readonly ingress?: k8s.NetworkPolicyPeer[];

  /**
   * The admin port, 9070.
   *
   * @default - the pods that register services
   */
  readonly admin?: k8s.NetworkPolicyPeer[];

  /**
   * The node port, 5122: the nodes' own traffic, `restatectl`, and metrics.
   *
   * @default - the cluster's own pods
   */
  readonly node?: k8s.NetworkPolicyPeer[];
}
