/** The annotation that EKS reads an IAM role from. */
export const AWS_ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';
/** The annotation that GKE reads a service account of Google Cloud from. */
export const GCP_SERVICE_ACCOUNT_ANNOTATION = 'iam.gke.io/gcp-service-account';

/** What a {@link RestateIdentity} stands for. */
export interface IdentitySource {
  readonly serviceAccountAnnotations?: { [key: string]: string };
  readonly awsPodIdentity?: { readonly roleArn: string; readonly eksClusterName?: string };
}

/** Who the pods of a cluster are to a cloud, for buckets, Lambdas and the like. */
export class RestateIdentity {
  /**
   * An IAM role by EKS Pod Identity: a PodIdentityAssociation of the ACK EKS controller, proven by a canary Job. The
   * nodes start meanwhile, and a Job replaces those that got no credentials; `security.waitForCredentials` holds each
   * back until it has them. Without the name of the EKS cluster there is none of this.
   *
   * @param roleArn the ARN of the role
   * @param eksClusterName the name of the EKS cluster; left out, that of `platform.eksClusterName`
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static awsPodIdentity(roleArn: string, eksClusterName?: string): RestateIdentity {
    return new RestateIdentity({ awsPodIdentity: { roleArn, eksClusterName } });
  }

  /**
   * An IAM role by an annotation of the ServiceAccount. Nothing proves it, and `security.waitForCredentials` does not
   * wait for it.
   *
   * @param roleArn the ARN of the role
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  public static awsServiceAccountRole(roleArn: string): RestateIdentity {
    return new RestateIdentity({ serviceAccountAnnotations: { [AWS_ROLE_ANNOTATION]: roleArn } });
  }

  /**
   * A service account of Google Cloud by Workload Identity: an IAMPolicyMember of Config Connector, proven by a
   * canary Job. The nodes start meanwhile, unless `security.waitForCredentials` holds them back.
   *
   * @param email the service account, as name@PROJECT.iam.gserviceaccount.com
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
