import type { k8s } from 'cdk8s-plus-28';

/**
 * The pods of a cluster.
 *
 * @see https://github.com/restatedev/restate-operator#speccompute
 */
export interface RestateClusterCompute {
  /**
   * The number of nodes.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * The image of the Restate server, such as "restatedev/restate:1.5".
   *
   * @see https://kubernetes.io/docs/concepts/containers/images
   */
  readonly image: string;

  /**
   * When the image is pulled: "Always", "IfNotPresent" or "Never".
   *
   * @default - "Always" for the tag latest, else "IfNotPresent"
   * @see https://kubernetes.io/docs/concepts/containers/images#updating-images
   */
  readonly imagePullPolicy?: string;

  /**
   * Secrets in the cluster's namespace that the images are pulled with.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/containers/images#specifying-imagepullsecrets-on-a-pod
   */
  readonly imagePullSecrets?: k8s.LocalObjectReference[];

  /**
   * What is started in place of the image's entry point; no shell is involved.
   *
   * @default - the image's entry point
   */
  readonly command?: string[];

  /**
   * Arguments of the entry point.
   *
   * @default - the image's arguments
   */
  readonly args?: string[];

  /**
   * Environment variables of the Restate container. They win over the defaults RESTATE_LOG_FORMAT,
   * RESTATE_CLUSTER_NAME, RESTATE_BASE_DIR, RUST_BACKTRACE, RUST_LIB_BACKTRACE, RESTATE_CONFIG,
   * RESTATE_ADVERTISED_ADDRESS and RESTATE_NODE_NAME, and may refer to POD_NAME, POD_ZONE and POD_REGION, which are
   * taken.
   *
   * @default - the defaults named above
   * @see https://docs.restate.dev/server/configuration
   */
  readonly env?: k8s.EnvVar[];

  /**
   * What the Restate container asks for and is limited to.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Labels of the pods, beside those of the cluster.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the pods, beside those of the cluster.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Which nodes and pods the pods go near to, and keep away from.
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
   * Taints that the pods bear.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
   */
  readonly tolerations?: k8s.Toleration[];

  /**
   * How the pods spread over zones and nodes.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * The PriorityClass of the pods.
   *
   * @default - the default class of the Kubernetes cluster
   */
  readonly priorityClassName?: string;

  /**
   * "ClusterFirst", "ClusterFirstWithHostNet", "Default" or "None".
   *
   * @default "ClusterFirst"
   */
  readonly dnsPolicy?: string;

  /**
   * What is added to the DNS configuration that follows from the policy.
   *
   * @default - none
   */
  readonly dnsConfig?: k8s.PodDnsConfig;

  /**
   * Hooks of the Restate container. A postStart hook runs beside the server's start, not before it.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
   */
  readonly lifecycle?: k8s.Lifecycle;

  /**
   * How long a pod has to end by itself, in seconds; 0 kills it at once.
   *
   * @default 60
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Native sidecars: started before the Restate container and ended after it. Their restartPolicy is always
   * "Always". Kubernetes 1.29 and newer.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly sidecars?: k8s.Container[];

  /**
   * More volumes of the pods. Taken names: storage, tmp, config; with trusted CA certificates also
   * combined-ca-certs and trusted-ca-0, trusted-ca-1 and so on; with request signing also
   * request-signing-private-key-secret or request-signing-private-key-secret-provider.
   *
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * More mounts of the Restate container. Taken paths: /restate-data, /tmp, /config; with trusted CA certificates
   * also /combined-certs, with request signing also /signing-key.
   *
   * @default - none
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * The way out for fields that the typed structs (Kubernetes 1.28) do not know: a pod template, spelled as
   * Kubernetes spells it, that is merged over the one made here. Maps are merged, lists of named things
   * (containers, volumes, environment variables) are merged by name, other lists are replaced. null removes a field,
   * and so does `{ '$patch': 'delete' }`: null does not arrive from other languages than TypeScript.
   *
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
   */
  readonly podTemplateOverrides?: { [key: string]: any };
}
