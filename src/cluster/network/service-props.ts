import type { k8s } from 'cdk8s-plus-28';

/**
 * Who reaches a Service.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
 */
export enum RestateServiceType {
  /** Pods of the Kubernetes cluster. */
  CLUSTER_IP = 'ClusterIP',
  /** Also whoever reaches a port of one of its nodes. */
  NODE_PORT = 'NodePort',
  /** Also whoever reaches a load balancer of the cloud provider. */
  LOAD_BALANCER = 'LoadBalancer',
}

/** The Service `restate`, by which clients reach any node. Its annotations are `security.serviceAnnotations`. */
export interface RestateClusterService {
  /**
   * Who reaches it: also the admin port. Whatever it is, the network policies let in `security.networkPeers` only.
   *
   * @default - not in the manifest: RestateServiceType.CLUSTER_IP
   */
  readonly type?: RestateServiceType;

  /**
   * Ports besides `ingress` (8080), `admin` (9070) and `metrics` (5122), each with a name. Network policies open these
   * three only: write another NetworkPolicy for a port of a sidecar.
   *
   * @default - none
   */
  readonly extraPorts?: k8s.ServicePort[];

  /**
   * Escape hatch: the spec of a Service that is merged over the generated one, such as `{ loadBalancerClass: 'internal',
   * ports: [{ name: 'ingress', nodePort: 30080 }] }`. Maps are merged, lists of named items by name, other lists are
   * replaced. null removes a field, and so does `{ '$patch': 'delete' }`.
   *
   * @default - none
   * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
   */
  readonly overrides?: { [field: string]: any };
}
