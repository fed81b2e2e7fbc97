import type { k8s } from 'cdk8s-plus-28';

/**
 * The pods through which Restate Cloud reaches services in this Kubernetes cluster. They open the connections
 * themselves, so that nothing has to be let in.
 *
 * @see https://docs.restate.dev/cloud/connecting-services
 */
export interface RestateCloudTunnel {
  /**
   * How many pods there are.
   *
   * @default - not in the manifest: Kubernetes makes one, and leaves the number to whoever scales the Deployment
   */
  readonly replicas?: number;

  /**
   * The image of the tunnel client.
   *
   * @default 'ghcr.io/restatedev/restate-cloud-tunnel-client:0.6.0'
   */
  readonly image?: string;

  /**
   * When the image is pulled: `Always`, `IfNotPresent` or `Never`.
   *
   * @default - Kubernetes' own default
   */
  readonly imagePullPolicy?: string;

  /**
   * Environment variables of the tunnel client; they replace those of the same name that are set here.
   *
   * @default - none
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Compute resources of a pod.
   *
   * @default - requests of 1 CPU and 1Gi memory, limits of 2 CPU and 2Gi memory
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Which nodes and pods the pods are drawn to, or kept from.
   *
   * @default - none
   */
  readonly affinity?: k8s.Affinity;

  /**
   * Labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that the pods put up with.
   *
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * How names are resolved in the pods: `ClusterFirst`, `ClusterFirstWithHostNet`, `Default` or `None`.
   *
   * @default - Kubernetes' own default, ClusterFirst
   */
  readonly dnsPolicy?: string;

  /**
   * DNS parameters that are merged with those of the policy.
   *
   * @default - none
   */
  readonly dnsConfig?: k8s.PodDnsConfig;

  /**
   * Whether the pods also offer the environment's ingress (port 8080) and admin API (port 9070) to everybody who
   * reaches them, without authentication. Restrict who may connect by a NetworkPolicy.
   *
   * @default false
   */
  readonly remoteProxy?: boolean;
}
