import { HAS_AWS_CREDENTIALS, podIdentityCluster } from './aws';
import { HAS_GOOGLE_CREDENTIALS } from './google';
import type { CanaryManifest } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { mergeManifests } from '../../core/merge';
import { POD_USER, readOnlyContainer, restrictedPod } from '../../core/restricted';
import type { ClusterModel } from '../model';

const DEADLINE_SECONDS = 300;

/** A canary has no volumes. */
const { runAsGroup, runAsUser, seccompProfile } = POD_USER;
const CANARY_USER = { runAsGroup, runAsUser, seccompProfile };

/** The Jobs that prove that pods get cloud credentials: each succeeds only in a pod that has them. */
export function canaryManifests(cluster: ClusterModel): CanaryManifest[] {
  const aws = podIdentityCluster(cluster) !== undefined;
  const google = cluster.security.gcpServiceAccount !== undefined;
  return [
    ...(aws ? [canaryManifest(cluster, 'restate-pia-canary', HAS_AWS_CREDENTIALS)] : []),
    ...(google ? [canaryManifest(cluster, 'restate-wi-canary', HAS_GOOGLE_CREDENTIALS)] : []),
  ];
}

/**
 * @param appName the label app.kubernetes.io/name: not that of the cluster, or the pod would be one of its nodes
 */
function canaryManifest(
  cluster: ClusterModel,
  appName: string,
  command: readonly string[],
): CanaryManifest {
  const { restricted } = cluster.security;
  const template = {
    spec: {
      containers: [
        {
          name: 'canary',
          image: cluster.canaryImage,
          command,
          ...(restricted && {
            securityContext: readOnlyContainer(restricted),
          }),
        },
      ],
      restartPolicy: 'Never',
      ...(restricted && { securityContext: { ...CANARY_USER, ...restrictedPod(restricted) } }),
      serviceAccountName: cluster.security.serviceAccount.name,
      tolerations: cluster.compute.tolerations,
    },
  };
  const spec = {
    // Such as an image that can't be pulled. The Job that replaces failed canaries is what tries again.
    ...(cluster.jobs.enabled && { activeDeadlineSeconds: DEADLINE_SECONDS }),
    backoffLimit: 1,
    template: mergeManifests(template, cluster.canaryOverrides),
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      // A Job is immutable: another spec needs another name.
      name: `${appName}-${contentHash(spec)}`,
      namespace: cluster.name,
      labels: { ...cluster.labels, 'app.kubernetes.io/name': appName },
      ...(Object.keys(cluster.annotations).length > 0 && { annotations: cluster.annotations }),
    },
    spec,
  };
}
