import type { k8s } from 'cdk8s-plus-28';
import type { RestateDnsPolicy, RestateImagePullPolicy } from '../core/pod-policies';

/**
 * The pods through which Restate Cloud calls services in this Kubernetes cluster. They only open outbound connections.
 *
 * @see https://docs.restate.dev/cloud/connecting-services
 */
export interface RestateCloudTunnel {
  /**
   * The number of pods.
   *
   * @default - not in the manifest: Kubernetes starts one pod, and the Deployment can be scaled by other tools
   */
  readonly replicas?: number;

  /**
   * The image of the tunnel client. A digest pins it.
   *
   * @default - restate-cloud-tunnel-client:0.6.0 of Restate; docs/security.md has the list
   */
  readonly image?: string;

  /**
   * When the image is pulled.
   *
   * @default - `ALWAYS` for the tag latest, otherwise `IF_NOT_PRESENT`
   */
  readonly imagePullPolicy?: RestateImagePullPolicy;

  /**
   * Environment variables of the tunnel client. They replace defaults of the same name.
   *
   * @default - the defaults only
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Resource requests and limits of a pod.
   *
   * @default - requests of 1 CPU and 1Gi memory, limits of 2 CPU and 2Gi memory
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Node and pod affinity rules.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
   */
  readonly affinity?: k8s.Affinity;

  /**
   * Labels that a node must have.
   *
   * @default - none
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that the pods tolerate.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * How names are resolved in the pods.
   *
   * @default RestateDnsPolicy.CLUSTER_FIRST
   */
  readonly dnsPolicy?: RestateDnsPolicy;

  /**
   * DNS parameters, merged with the configuration that follows from `dnsPolicy`.
   *
   * @default - none
   */
  readonly dnsConfig?: k8s.PodDnsConfig;

  /**
   * Whether the pods also serve the environment's ingress (port 8080) and admin API (port 9070), without
   * authentication, to everybody who can connect to them. Restrict access by a NetworkPolicy.
   *
   * @default false
   */
  readonly remoteProxy?: boolean;

  /**
   * Whether the pods comply with the restricted Pod Security Standard: no root user, and no Linux capabilities. The
   * operator's pods do not.
   *
   * @default true
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
   */
  readonly restrictedPodSecurity?: boolean;

  /**
   * Escape hatch for all other fields of the pods: a pod template (`metadata` and `spec`) that is merged over the
   * generated one. Maps are merged, lists of named items (containers, volumes, environment variables) are merged by name,
   * other lists are replaced. null removes a field, and so does `{ '$patch': 'delete' }`.
   *
   * @default - none
   */
  readonly overrides?: { [field: string]: any };
}
