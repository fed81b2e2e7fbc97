import type { k8s } from 'cdk8s-plus-28';
import type { RestateIdentity } from './identity/identity';
import type { RestateSigningKey } from './identity/signing-key';

/**
 * Who may reach the cluster, whom it may reach, and with which identity.
 *
 * @see https://github.com/restatedev/restate-operator#specsecurity
 */
export interface RestateClusterSecurity {
  /**
   * Leaves out all network policies.
   *
   * @default false
   */
  readonly disableNetworkPolicies?: boolean;

  /**
   * Whether whoever registers services with the cluster (the runtime of this app, or the operator of
   * `platform.operator`) is let through to the admin API.
   *
   * @default true
   */
  readonly allowOperatorAccessToAdmin?: boolean;

  /**
   * Who may reach the ports of the cluster.
   *
   * @default - nobody but the cluster's own pods
   */
  readonly networkPeers?: RestateNetworkPeers;

  /**
   * Where the cluster may connect to, beside DNS, public addresses, its own pods, and pods labelled
   * `allow.restate.dev/<name>: "true"`. One empty rule opens everything.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   */
  readonly networkEgressRules?: k8s.NetworkPolicyEgressRule[];

  /**
   * Annotations of the Service `restate`.
   *
   * @default - none
   */
  readonly serviceAnnotations?: { [key: string]: string };

  /**
   * Annotations of the ServiceAccount `restate`.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { [key: string]: string };

  /**
   * Who the pods are to AWS or Google Cloud.
   *
   * @default - nobody, or whom `serviceAccountAnnotations` name
   */
  readonly identity?: RestateIdentity;

  /**
   * Whether each pod checks that it has got the credentials of its cloud before its server starts, in an init
   * container with `platform.canaryImage`. A Job replaces pods of AWS that were admitted too early in any case; with
   * this none of them serves before. It also holds back a pod that starts while the cloud gives no credentials.
   * It has an effect with `RestateIdentity.awsPodIdentity`, where the EKS cluster is named, and with a service account
   * of Google Cloud that Config Connector binds.
   *
   * @default false
   */
  readonly waitForCredentials?: boolean;

  /**
   * AWS security groups that the pods are placed in, by a SecurityGroupPolicy.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
   */
  readonly awsPodSecurityGroups?: string[];

  /**
   * The private key that requests to services are signed with.
   *
   * @default - requests are not signed
   * @see https://docs.restate.dev/services/security
   */
  readonly requestSigningPrivateKey?: RestateSigningKey;

  /**
   * CA certificates that the server trusts beside the system's.
   *
   * @default - none
   */
  readonly trustedCaCerts?: RestateTrustedCaCert[];
}

/**
 * Who may reach the ports of a cluster. For each port: left out, nobody but the cluster's own peers; an empty list,
 * everybody; else those listed.
 */
export interface RestateNetworkPeers {
  /**
   * The ingress port, 8080.
   *
   * @default - nobody
   */
  readonly ingress?: k8s.NetworkPolicyPeer[];

  /**
   * The admin port, 9070.
   *
   * @default - whoever registers services
   */
  readonly admin?: k8s.NetworkPolicyPeer[];

  /**
   * The node port, 5122, which also serves metrics.
   *
   * @default - `metrics`
   */
  readonly node?: k8s.NetworkPolicyPeer[];

  /**
   * The older name of `node`, which wins over it.
   *
   * @default - the cluster's own pods
   */
  readonly metrics?: k8s.NetworkPolicyPeer[];
}

/** A CA certificate in a Secret of the cluster's namespace. */
export interface RestateTrustedCaCert {
  /** The name of the Secret. */
  readonly secretName: string;
  /** The key in the Secret that holds the certificate, in PEM form. */
  readonly key: string;
}
