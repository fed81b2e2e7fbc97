import { gcpProject } from './identity';
import { AWS_CREDENTIALS_VARIABLE } from '../../contract';
import type { CanaryManifest } from '../../contract';
import { contentHash } from '../../core/content-hash';
import type { ClusterModel } from '../model';
import type { PodExtension } from '../pod/extension';

type Json = { [field: string]: any };

/** A Job that succeeds only in a pod that got its credentials. */
export interface CanaryJob {
  readonly name: string;
  /** What the label app.kubernetes.io/name says: not the cluster's, or the pod would be one of its nodes. */
  readonly appName: string;
  readonly spec: Json;
}

/** Succeed where the credentials of a cloud are there: AWS puts them into a pod, Google hands them out. */
const HAS_AWS_CREDENTIALS = ['grep', '-q', AWS_CREDENTIALS_VARIABLE, '/proc/self/environ'];
const HAS_GOOGLE_CREDENTIALS = [
  'wget',
  '--header',
  'Metadata-Flavor: Google',
  '-q',
  '-O',
  '/dev/null',
  'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
];

/** The credential checks of a cluster. */
export function canaryJobs(cluster: ClusterModel): CanaryJob[] {
  return [
    ...(awsCredentials(cluster)
      ? [canaryJob(cluster, 'restate-pia-canary', HAS_AWS_CREDENTIALS)]
      : []),
    ...(cluster.security.gcpServiceAccount !== undefined
      ? [canaryJob(cluster, 'restate-wi-canary', HAS_GOOGLE_CREDENTIALS)]
      : []),
  ];
}

/**
 * The same checks in each pod, before its server starts. A pod that AWS gave no credentials never gets any: its check
 * fails until the pod is replaced. Google gives them to a pod that waits.
 */
export function credentialsExtension(cluster: ClusterModel): PodExtension {
  const { waitForCredentials, gcpServiceAccount } = cluster.security;
  if (!waitForCredentials) return {};
  const container = (name: string, command: string[]) => ({
    name,
    image: cluster.canaryImage,
    command,
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
  });
  const patient = ['sh', '-c', 'until "$@"; do sleep 2; done', 'sh', ...HAS_GOOGLE_CREDENTIALS];
  return {
    initContainers: [
      ...(awsCredentials(cluster) ? [container('aws-credentials', HAS_AWS_CREDENTIALS)] : []),
      ...(gcpServiceAccount !== undefined ? [container('google-credentials', patient)] : []),
    ],
  };
}

/** The credential checks as they are applied. */
export function canaryManifests(cluster: ClusterModel): CanaryManifest[] {
  return canaryJobs(cluster).map(({ name, appName, spec }) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: cluster.name,
      labels: { ...cluster.labels, 'app.kubernetes.io/name': appName },
      ...(Object.keys(cluster.annotations).length > 0 && { annotations: cluster.annotations }),
    },
    spec,
  }));
}

/** Whether the pods get credentials of AWS, and only when they are admitted. */
export function awsCredentials(cluster: ClusterModel): boolean {
  return podIdentityCluster(cluster) !== undefined;
}

/** The spec of the PodIdentityAssociation, where role and EKS cluster are known. */
export function podIdentityAssociationSpec(cluster: ClusterModel): Json | undefined {
  const eksClusterName = podIdentityCluster(cluster);
  if (eksClusterName === undefined) return undefined;
  return {
    clusterName: eksClusterName,
    namespace: cluster.name,
    roleARN: cluster.security.awsPodIdentity?.roleArn,
    serviceAccount: 'restate',
  };
}

/** The spec of the IAMPolicyMember that lets the cluster's ServiceAccount be a service account of Google Cloud. */
export function iamPolicyMemberSpec(cluster: ClusterModel): Json | undefined {
  const email = cluster.security.gcpServiceAccount;
  if (email === undefined) return undefined;
  const project = gcpProject(email);
  return {
    member: `serviceAccount:${project}.svc.id.goog[${cluster.name}/restate]`,
    resourceRef: {
      kind: 'IAMServiceAccount',
      external: `projects/${project}/serviceAccounts/${email}`,
    },
    role: 'roles/iam.workloadIdentityUser',
  };
}

/** Identities reach a pod when it is admitted: another identity must roll the pods. */
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

function podIdentityCluster(cluster: ClusterModel): string | undefined {
  return cluster.security.awsPodIdentity?.eksClusterName;
}

function canaryJob(cluster: ClusterModel, appName: string, command: readonly string[]): CanaryJob {
  const spec = {
    backoffLimit: 1,
    template: {
      spec: {
        containers: [{ name: 'canary', image: cluster.canaryImage, command }],
        restartPolicy: 'Never',
        serviceAccountName: 'restate',
        tolerations: cluster.compute.tolerations,
      },
    },
  };
  // A Job can't be changed in place: another spec is another Job.
  return { name: `${appName}-${contentHash(spec)}`, appName, spec };
}
