import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { RestateDnsPolicy, RestateImagePullPolicy } from '../../core/pod-policies';

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
   * When the image is pulled.
   *
   * @default - `ALWAYS` for the tag latest, otherwise `IF_NOT_PRESENT`
   * @see https://kubernetes.io/docs/concepts/containers/images#updating-images
   */
  readonly imagePullPolicy?: RestateImagePullPolicy;

  /**
   * The names of the Secrets in the cluster's namespace for pulling the images.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/containers/images#specifying-imagepullsecrets-on-a-pod
   */
  readonly imagePullSecrets?: string[];

  /**
   * The command that replaces the image's entry point. It is not run in a shell.
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
   * Environment variables of the Restate container. They override the defaults of RESTATE_LOG_FORMAT,
   * RESTATE_CLUSTER_NAME, RESTATE_BASE_DIR, RUST_BACKTRACE, RUST_LIB_BACKTRACE, RESTATE_CONFIG,
   * RESTATE_ADVERTISED_ADDRESS and RESTATE_NODE_NAME, and may refer to POD_NAME, POD_ZONE and POD_REGION, which are
   * reserved.
   *
   * @default - the defaults listed above
   * @see https://docs.restate.dev/server/configuration
   */
  readonly env?: k8s.EnvVar[];

  /**
   * Resource requests and limits of the Restate container.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly resources?: k8s.ResourceRequirements;

  /**
   * Labels of the pods, in addition to those of the cluster.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the pods, in addition to those of the cluster.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

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
   * How the pods are spread over zones and nodes.
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
   * Lifecycle hooks of the Restate container. A postStart hook runs concurrently with the start of the server, not
   * before it.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
   */
  readonly lifecycle?: k8s.Lifecycle;

  /**
   * The grace period for shutdown, in whole seconds. 0 kills a pod immediately.
   *
   * @default Duration.seconds(60)
   * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
   */
  readonly terminationGracePeriod?: Duration;

  /**
   * Native sidecars: started before the Restate container and stopped after it. Their restartPolicy is always
   * "Always". Requires Kubernetes 1.29 or newer.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   */
  readonly sidecars?: k8s.Container[];

  /**
   * Containers that run to their end before the Restate container starts: after those of other props, before the
   * sidecars.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
   */
  readonly extraInitContainers?: k8s.Container[];

  /**
   * Whether there is a PodDisruptionBudget that lets one node at a time be evicted, as when machines are drained. Several
   * nodes need one, such as one of your own: also the Job that replaces pods without AWS credentials evicts them.
   *
   * @default true
   * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
   */
  readonly podDisruptionBudget?: boolean;

  /**
   * Additional volumes of the pods. Reserved names: storage, tmp, config; with trusted CA certificates also
   * combined-ca-certs and trusted-ca-0, trusted-ca-1 and so on; with request signing also
   * request-signing-private-key-secret or request-signing-private-key-secret-provider.
   *
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * Additional volume mounts of the Restate container. Reserved paths: /restate-data, /tmp, /config; with trusted CA certificates
   * also /combined-certs, with request signing also /signing-key.
   *
   * @default - none
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * Escape hatch for fields that the typed structs (Kubernetes 1.28) lack: a pod template (`metadata` and `spec`), with
   * the field names of Kubernetes, merged over the generated one. Maps are merged, lists of named items (containers,
   * volumes, environment variables) are merged by name, other lists are replaced. null removes a field, and so does
   * `{ '$patch': 'delete' }`: languages other than TypeScript can't pass null.
   *
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-template-v1/
   */
  readonly overrides?: { [field: string]: any };
}
