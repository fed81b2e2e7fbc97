/** The annotation that EKS reads an IAM role from. */
export const AWS_ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';
/** The annotation that GKE reads a service account of Google Cloud from. */
export const GCP_SERVICE_ACCOUNT_ANNOTATION = 'iam.gke.io/gcp-service-account';

/** What a {@link RestateIdentity} was made from. */
export interface IdentitySource {
  readonly serviceAccountAnnotations?: { [key: string]: string };
  readonly awsPodIdentity?: { readonly roleArn: string; readonly eksClusterName?: string };
}

/** Where the pods get an identity by EKS Pod Identity. */
export interface RestateAwsPodIdentityOptions {
  /**
   * The name of the EKS cluster.
   *
   * @default - `platform.eksClusterName`
   */
  readonly eksClusterName?: string;
}

/** The identity of a cluster's pods at a cloud provider, for access to buckets, Lambda functions and the like. */
export class RestateIdentity {
  /**
   * An IAM role by EKS Pod Identity: a PodIdentityAssociation of the ACK EKS controller, verified by a canary Job. The
   * nodes start in the meantime, and a Job replaces those without credentials; with `security.waitForCredentials`, each
   * node waits for them. If the name of the EKS cluster is not known, none of this is created.
   *
   * @param roleArn the ARN of the role
   * @param options the EKS cluster
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static awsPodIdentity(
    roleArn: string,
    options: RestateAwsPodIdentityOptions = {},
  ): RestateIdentity {
    const { eksClusterName } = options;
    return new RestateIdentity({ awsPodIdentity: { roleArn, eksClusterName } });
  }

  /**
   * An IAM role by an annotation of the ServiceAccount. It is not verified, and `security.waitForCredentials` does not
   * wait for it.
   *
   * @param roleArn the ARN of the role
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static awsServiceAccountRole(roleArn: string): RestateIdentity {
    return new RestateIdentity({ serviceAccountAnnotations: { [AWS_ROLE_ANNOTATION]: roleArn } });
  }

  /**
   * A service account of Google Cloud by Workload Identity: an IAMPolicyMember of Config Connector, verified by a
   * canary Job. The nodes start in the meantime, unless `security.waitForCredentials` makes them wait.
   *
   * @param email the email address of the service account, name@PROJECT.iam.gserviceaccount.com
   * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
   */
  public static gcpServiceAccount(email: string): RestateIdentity {
    return new RestateIdentity({
      serviceAccountAnnotations: { [GCP_SERVICE_ACCOUNT_ANNOTATION]: email },
    });
  }

  /** @internal */
  public readonly _source: IdentitySource;

  private constructor(source: IdentitySource) {
    this._source = source;
  }
}

/** The project of a service account's email address. */
export function gcpProject(email: string): string | undefined {
  return /^[^@]+@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
}
