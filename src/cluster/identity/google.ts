import { gcpProject } from './identity';
import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** Succeeds as soon as Google Cloud issues credentials to the pod. */
export const HAS_GOOGLE_CREDENTIALS = [
  'wget',
  '--header',
  'Metadata-Flavor: Google',
  '-q',
  '-O',
  '/dev/null',
  'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
];

/** The IAMPolicyMember that binds the cluster's ServiceAccount to a service account of Google Cloud, if there is one. */
export function iamPolicyMember(
  cluster: ClusterModel,
): { readonly project: string; readonly spec: Json } | undefined {
  const email = cluster.security.gcpServiceAccount;
  if (email === undefined) return undefined;
  const project = gcpProject(email);
  const spec = {
    member: `serviceAccount:${project}.svc.id.goog[${cluster.name}/${cluster.security.serviceAccount.name}]`,
    resourceRef: {
      // Config Connector fills it in, and then refuses a server-side apply that leaves it out.
      apiVersion: 'iam.cnrm.cloud.google.com/v1beta1',
      kind: 'IAMServiceAccount',
      external: `projects/${project}/serviceAccounts/${email}`,
    },
    role: 'roles/iam.workloadIdentityUser',
  };
  return { project: project ?? '', spec };
}
