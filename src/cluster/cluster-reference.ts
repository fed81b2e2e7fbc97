import type { k8s } from 'cdk8s-plus-28';

/** A Restate cluster that other constructs can work with, wherever it was made. */
export interface IRestateCluster {
  /** The name of the cluster, which is also the name of its namespace. */
  readonly name: string;

  /** The DNS domain of the Kubernetes cluster. */
  readonly clusterDns: string;

  /** Where clients send requests to: `http://restate.<namespace>.svc.<dns>:8080`. */
  readonly ingressUrl: string;

  /** Where the admin API is: `http://restate.<namespace>.svc.<dns>:9070`. */
  readonly adminUrl: string;

  /**
   * Lets peers through to the admin port. A cluster that was not made by this app must admit them itself.
   *
   * @param peers the pods or addresses that may connect
   */
  allowAdminFrom(...peers: k8s.NetworkPolicyPeer[]): void;

  /**
   * Lets the pods through that register services for this app.
   *
   * @internal
   */
  _allowRuntime?(peer: k8s.NetworkPolicyPeer): void;
}

/** Where a cluster's Service is. */
export function clusterUrl(name: string, clusterDns: string, port: number): string {
  return `http://restate.${name}.svc.${clusterDns}:${port}`;
}
