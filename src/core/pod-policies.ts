/**
 * When an image is pulled.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images#image-pull-policy
 */
export enum RestateImagePullPolicy {
  /** At each start of a container. */
  ALWAYS = 'Always',
  /** If the node does not have the image yet. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node must have the image. */
  NEVER = 'Never',
}

/**
 * How names are resolved in a pod.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
 */
export enum RestateDnsPolicy {
  /** By the DNS of the Kubernetes cluster. */
  CLUSTER_FIRST = 'ClusterFirst',
  /** By the DNS of the Kubernetes cluster, for pods on the host's network. */
  CLUSTER_FIRST_WITH_HOST_NET = 'ClusterFirstWithHostNet',
  /** As on the node. */
  DEFAULT = 'Default',
  /** By `dnsConfig` alone. */
  NONE = 'None',
}
