import type { k8s } from 'cdk8s-plus-28';
import type { RestateRuntimeAccess } from './runtime-access';

/** A Restate cluster that other constructs can refer to, created by this app or not. */
export interface IRestateCluster {
  /** The name of the cluster. */
  readonly name: string;

  /** The namespace of the cluster, which has its name. */
  readonly namespace: string;

  /** The DNS domain of the Kubernetes cluster. */
  readonly clusterDns: string;

  /** The URL of the ingress: `http://restate.<namespace>.svc.<dns>:8080`. */
  readonly ingressUrl: string;

  /** The URL of the admin API: `http://restate.<namespace>.svc.<dns>:9070`. */
  readonly adminUrl: string;

  /**
   * Of a cluster that this app does not create: how the app's runtimes get through its network policies, if that is
   * known.
   *
   * @internal
   */
  readonly _imported?: { readonly runtimeAccess?: RestateRuntimeAccess };

  /**
   * Allows peers to connect to the admin port. It has no effect on a cluster that this app does not create.
   *
   * @param peers the pods or addresses that may connect
   */
  allowAdminFrom(...peers: k8s.NetworkPolicyPeer[]): void;

  /**
   * Allows the pods that register services for this app to connect to the admin port.
   *
   * @internal
   */
  _allowRuntime?(peer: k8s.NetworkPolicyPeer): void;

  /**
   * Allows the cluster to connect to the pods behind a Service of a namespace.
   *
   * @internal
   */
  _allowService?(namespace: string, port?: number): void;

  /**
   * Whether the cluster may already connect to pods of a namespace.
   *
   * @internal
   */
  _reaches?(namespace: string): boolean;
}

/** Where a cluster that this app does not create is. */
export interface RestateClusterReferenceOptions {
  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default "cluster.local"
   */
  readonly clusterDns?: string;

  /**
   * How the runtimes of this app, and calls to its services, get through the cluster's network policies.
   *
   * @default - unknown: synthesis warns, with what the policies must allow
   */
  readonly runtimeAccess?: RestateRuntimeAccess;
}

/** The URL of a port of a cluster's Service. */
export function clusterUrl(namespace: string, clusterDns: string, port: number): string {
  return `http://restate.${namespace}.svc.${clusterDns}:${port}`;
}
