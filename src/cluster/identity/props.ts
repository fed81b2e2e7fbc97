import type { RestateIdentity } from './identity';
import type { RestateSigningKey } from './signing-key';

/** The identity of the cluster's pods, and the certificates that they trust. */
export interface RestateClusterIdentityOptions {
  /**
   * The name of a ServiceAccount that exists in the cluster's namespace, for its pods. Annotate it yourself with what
   * `identity` needs: `iam.gke.io/gcp-service-account` for Google Cloud, `eks.amazonaws.com/role-arn` for IRSA.
   *
   * @default - a ServiceAccount named `restate` is created
   * @see https://kubernetes.io/docs/concepts/security/service-accounts/
   */
  readonly serviceAccountName?: string;

  /**
   * Annotations of the ServiceAccount `restate`.
   *
   * @default - none
   */
  readonly serviceAccountAnnotations?: { [key: string]: string };

  /**
   * The identity of the pods at AWS or Google Cloud.
   *
   * @default - none, or the one that `serviceAccountAnnotations` name
   */
  readonly identity?: RestateIdentity;

  /**
   * Whether an init container, with the image `platform.canaryImage`, keeps each server from starting until its pod has
   * cloud credentials. A Job replaces AWS pods that were admitted before their credentials in any case; with this, such
   * a pod never serves. It also delays pods that start while the cloud issues no credentials.
   *
   * It has an effect with `RestateIdentity.awsPodIdentity` if the EKS cluster is known, and with a Google Cloud service
   * account that Config Connector binds.
   *
   * @default false
   */
  readonly waitForCredentials?: boolean;

  /**
   * Whether the pods of the cluster and the Jobs that verify its credentials comply with the restricted Pod Security
   * Standard: no root user, and no Linux capabilities. The operator's pods do not; a change restarts the nodes one after
   * the other.
   *
   * @default true
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
   */
  readonly restrictedPodSecurity?: boolean;

  /**
   * The ids of AWS security groups for the pods, assigned by a SecurityGroupPolicy.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html
   */
  readonly awsPodSecurityGroups?: string[];

  /**
   * The private key that signs requests to services.
   *
   * @default - requests are not signed
   * @see https://docs.restate.dev/services/security
   */
  readonly requestSigningPrivateKey?: RestateSigningKey;

  /**
   * CA certificates that the server trusts in addition to those of its image.
   *
   * @default - none
   */
  readonly trustedCaCerts?: RestateTrustedCaCert[];
}

/** A CA certificate in a Secret of the cluster's namespace. */
export interface RestateTrustedCaCert {
  /** The name of the Secret. */
  readonly secretName: string;
  /** The key of the Secret that holds the certificate, in PEM form. */
  readonly key: string;
}
