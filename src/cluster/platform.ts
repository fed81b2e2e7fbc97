/** The Kubernetes cluster to which the manifests are applied. */
export interface RestatePlatform {
  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default "cluster.local"
   * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
   */
  readonly clusterDns?: string;

  /**
   * The name of the EKS cluster, for identities without `eksClusterName`.
   *
   * @default - not on EKS, or given with the identity
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  readonly eksClusterName?: string;

  /**
   * Whether to create an IAMPolicyMember of Config Connector, verified by a canary Job, for the annotation
   * `iam.gke.io/gcp-service-account` of the ServiceAccount.
   *
   * @default - true if `security.identity` is a GCP service account
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
   */
  readonly gcpWorkloadIdentity?: boolean;

  /**
   * The image of the Jobs that verify credentials and of the container that concatenates CA certificates. It needs a
   * shell with `grep`, `wget` and `cat`, and the system's certificates at /etc/ssl/certs/ca-certificates.crt. A
   * digest pins it.
   *
   * @default - alpine:3.21; docs/security.md has the list
   */
  readonly canaryImage?: string;

  /**
   * Escape hatch for the pods of the Jobs that verify credentials: a pod template (`metadata` and `spec`) that is merged
   * over the generated one. Maps are merged, lists of named items by name, other lists are replaced. null removes a
   * field, and so does `{ '$patch': 'delete' }`.
   *
   * @default - none
   */
  readonly canaryOverrides?: { [field: string]: any };

  /**
   * A restate-operator that registers services with this cluster, and is therefore allowed by its network policies.
   *
   * @default - none
   */
  readonly operator?: RestateOperatorPeer;
}

/** The pods of a restate-operator. */
export interface RestateOperatorPeer {
  /** The namespace that the operator runs in. */
  readonly namespace: string;
  /** The key of a label that selects its pods. */
  readonly labelName: string;
  /** The value of that label. */
  readonly labelValue: string;
}
