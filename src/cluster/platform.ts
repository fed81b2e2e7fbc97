/** What is known of the Kubernetes cluster that the manifests are applied to. */
export interface RestatePlatform {
  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default "cluster.local"
   * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
   */
  readonly clusterDns?: string;

  /**
   * The name of the EKS cluster, for identities that do not name it.
   *
   * @default - not on EKS, or the identity names its cluster
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  readonly eksClusterName?: string;

  /**
   * Whether the annotation `iam.gke.io/gcp-service-account` of the service account is backed by an IAMPolicyMember
   * of Config Connector, proven by a canary Job.
   *
   * @default - true if `security.identity` is a GCP service account
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
   */
  readonly gcpWorkloadIdentity?: boolean;

  /**
   * The image of the Jobs that prove credentials and of the container that joins CA certificates: a shell with
   * `grep`, `wget` and `cat`, and the system's certificates at /etc/ssl/certs/ca-certificates.crt.
   *
   * @default "alpine:3.21"
   */
  readonly canaryImage?: string;

  /**
   * A restate-operator that goes on registering services with this cluster, and is let through its policies.
   *
   * @default - none
   */
  readonly operator?: RestateOperatorPeer;
}

/** The pods of a restate-operator. */
export interface RestateOperatorPeer {
  /** The namespace that the operator runs in. */
  readonly namespace: string;
  /** The key of the label by which its pods are found. */
  readonly labelName: string;
  /** The value of the label by which its pods are found. */
  readonly labelValue: string;
}
