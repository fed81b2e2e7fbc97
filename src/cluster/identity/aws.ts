import { AWS_CREDENTIALS_VARIABLE } from '../../contract';
import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** Succeeds in a pod that has AWS credentials: they are injected when a pod is admitted, and never later. */
export const HAS_AWS_CREDENTIALS = ['grep', '-q', AWS_CREDENTIALS_VARIABLE, '/proc/self/environ'];

/** The EKS cluster in which the pods get credentials by EKS Pod Identity; undefined if they get none. */
export function podIdentityCluster(cluster: ClusterModel): string | undefined {
  return cluster.security.awsPodIdentity?.eksClusterName;
}

/** The spec of the PodIdentityAssociation, if both role and EKS cluster are known. */
export function podIdentityAssociationSpec(cluster: ClusterModel): Json | undefined {
  const eksClusterName = podIdentityCluster(cluster);
  if (eksClusterName === undefined) return undefined;
  return {
    clusterName: eksClusterName,
    namespace: cluster.name,
    roleARN: cluster.security.awsPodIdentity?.roleArn,
    serviceAccount: cluster.security.serviceAccount.name,
  };
}

/** The spec of the SecurityGroupPolicy, if there are security groups. */
export function securityGroupPolicySpec(cluster: ClusterModel): Json | undefined {
  const { awsPodSecurityGroups } = cluster.security;
  if (awsPodSecurityGroups.length === 0) return undefined;
  return {
    podSelector: { matchLabels: cluster.selector },
    securityGroups: { groupIds: awsPodSecurityGroups },
  };
}
