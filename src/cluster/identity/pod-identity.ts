import { HAS_AWS_CREDENTIALS, podIdentityCluster } from './aws';
import { HAS_GOOGLE_CREDENTIALS } from './google';
import { readOnlyContainer } from '../../core/restricted';
import type { ClusterModel } from '../model';
import type { PodExtension } from '../pod/extension';

/** Annotations that change with the identity: it is assigned when a pod is admitted, so the pods have to roll. */
export function identityExtension(cluster: ClusterModel): PodExtension {
  const { awsPodIdentity, awsPodSecurityGroups, gcpServiceAccount } = cluster.security;
  const annotations: { [key: string]: string } = {};
  const eksClusterName = podIdentityCluster(cluster);
  if (awsPodIdentity !== undefined && eksClusterName !== undefined) {
    annotations['restate.dev/aws-pod-identity-association-cluster'] = eksClusterName;
    annotations['restate.dev/aws-pod-identity-association-role-arn'] = awsPodIdentity.roleArn;
  }
  if (awsPodSecurityGroups.length > 0) {
    annotations['restate.dev/aws-security-groups'] = awsPodSecurityGroups.join(',');
  }
  if (gcpServiceAccount !== undefined) {
    annotations['restate.dev/gcp-service-account'] = gcpServiceAccount;
  }
  return { annotations };
}

/**
 * Init containers that check the credentials before the server starts. A pod without AWS credentials never gets any:
 * its check fails until the pod is replaced. With Google Cloud a pod that waits gets them.
 */
export function credentialsExtension(cluster: ClusterModel): PodExtension {
  const { waitForCredentials, gcpServiceAccount, restricted } = cluster.security;
  if (!waitForCredentials) return {};
  const container = (name: string, command: string[]) => ({
    name,
    image: cluster.canaryImage,
    command,
    securityContext: readOnlyContainer(restricted),
  });
  const retried = ['sh', '-c', 'until "$@"; do sleep 2; done', 'sh', ...HAS_GOOGLE_CREDENTIALS];
  const aws = podIdentityCluster(cluster) !== undefined;
  return {
    initContainers: [
      ...(aws ? [container('aws-credentials', HAS_AWS_CREDENTIALS)] : []),
      ...(gcpServiceAccount !== undefined ? [container('google-credentials', retried)] : []),
    ],
  };
}
