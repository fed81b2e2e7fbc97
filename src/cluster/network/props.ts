import type { k8s } from 'cdk8s-plus-28';
import type { RestateDnsEgress } from './dns-egress';
import type { RestatePublicEgress } from './public-egress';

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
   * Further destinations that the cluster may connect to. DNS, public addresses, its own pods, pods labelled
   * `allow.restate.dev/<name>: "true"`, and the namespaces of Services that are registered with it or named in its
   * configuration are allowed without it. A single empty rule allows everything.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   */
  readonly networkEgressRules?: k8s.NetworkPolicyEgressRule[];

  /**
   * The IP families of the pods of the Kubernetes cluster, for which egress to public addresses is allowed.
   *
   * @default [RestateIpFamily.IPV4]
   * @see https://kubernetes.io/docs/concepts/services-networking/dual-stack/
   */
  readonly ipFamilies?: RestateIpFamily[];

  /**
   * The DNS of the Kubernetes cluster, if it has other labels, ports or addresses than usual.
   *
   * @default - that of most Kubernetes clusters
   */
  readonly dnsEgress?: RestateDnsEgress;

  /**
   * Which public addresses the cluster may connect to. Object stores of a cloud, services outside of the Kubernetes
   * cluster and AWS Lambda are among these.
   *
   * @default RestatePublicEgress.all()
   */
  readonly publicEgress?: RestatePublicEgress;

  /**
   * The Services of the Kubernetes cluster by their own addresses, for a network plugin that evaluates egress before the
   * address of a Service is translated to that of a pod, as the VPC CNI of EKS does.
   *
   * @default - egress is evaluated after that, as most network plugins do
   * @see https://github.com/restatedev/eks-reference
   */
  readonly serviceEgress?: RestateServiceEgress;

  /**
   * Annotations of the Service `restate`.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };
}

/**
 * A family of IP addresses.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dual-stack/
 */
export enum RestateIpFamily {
  /** Addresses such as 10.0.0.1. */
  IPV4 = 'IPv4',
  /** Addresses such as fd00::1. */
  IPV6 = 'IPv6',
}

/** The Services of the Kubernetes cluster that a cluster may connect to by their own addresses. */
export interface RestateServiceEgress {
  /**
   * The ranges of the Services' addresses, in CIDR notation, such as "10.100.0.0/16".
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
   */
  readonly cidrs: string[];

  /**
   * The TCP ports of the Services.
   *
   * @default - 9080, which is that of each RestateDeployment, and the ports of Services that are registered with the
   * cluster in the same app
   */
  readonly ports?: number[];
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
