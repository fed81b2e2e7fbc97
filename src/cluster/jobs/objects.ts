import type { Construct } from 'constructs';
import {
  CLUSTER_ARGS,
  CLUSTER_JOB_SECONDS,
  CLUSTER_NAMES,
  CLUSTER_PERMISSIONS,
  ENV,
  JOB_ENV,
  JOB_POD_LABELS,
  POD_LABELS,
  clusterJobLabels,
  clusterJobsLabels,
} from '../../contract';
import type { CanaryManifest, ClusterJob, Permission } from '../../contract';
import { contentHash } from '../../core/content-hash';
import type { Json } from '../../core/json';
import { Resource } from '../../core/resource';
import type { ResourceMetadata } from '../../core/resource';
import { runtimeScript } from '../../script/script';
import { scriptConfigMap } from '../../script/script-config-map';
import { fieldVariable, podFailurePolicy, scriptPod } from '../../script/script-pod';
import { podIdentityCluster } from '../identity/aws';
import { objectMetadata } from '../metadata';
import type { ClusterModel } from '../model';
import type { ClusterNetwork } from '../network/network';
import { namespaceNamed } from '../network/selectors';
import { podVolume } from '../pod/volume';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** How much later than the run's own deadline Kubernetes stops it, so that the run can still report why it timed out. */
const GRACE_SECONDS = 120;

const JOBS_REMEDY = 'set it by jobs of the RestateCluster';

/** A Job that a cluster needs. */
interface NeededJob {
  readonly job: ClusterJob;
  readonly args: readonly string[];
  readonly permissions: readonly Permission[];
}

/** The pods of the Job that provisions a cluster, as a peer of a network policy. */
function provisionPeer(cluster: ClusterModel): Json {
  return {
    namespaceSelector: namespaceNamed(cluster.name),
    podSelector: { matchLabels: clusterJobLabels(cluster.name, 'provision') },
  };
}

/** Makes the Jobs of a cluster with their access rights, and opens the node port for the one that provisions. */
export function clusterJobObjects(
  scope: Construct,
  cluster: ClusterModel,
  network: ClusterNetwork,
  canaries: readonly CanaryManifest[],
): void {
  const jobs = neededJobs(cluster, canaries);
  if (!cluster.jobs.enabled || jobs.length === 0) return;
  if (cluster.autoProvision) network.add('node', [provisionPeer(cluster)]);
  const script = CLUSTER_NAMES.script(runtimeScript().contentHash);
  scriptConfigMap(scope, cluster.jobs.pod.scriptChart, metadata(cluster, script));
  for (const needed of jobs) {
    access(scope, cluster, needed);
    const spec = jobSpec(cluster, needed, script);
    // A Job is immutable: another spec needs another name.
    const name = CLUSTER_NAMES.job(needed.job, contentHash(spec));
    const own = metadata(cluster, name, needed.job);
    new Resource(scope, 'batch/v1', 'Job', own, { spec }, { path: ['spec'], remedy: JOBS_REMEDY });
  }
}

function neededJobs(cluster: ClusterModel, canaries: readonly CanaryManifest[]): NeededJob[] {
  const replicas: number = cluster.compute.replicas ?? 1;
  const after = canaries.map((canary) => canary.metadata.name);
  const jobs: NeededJob[] = [];
  // An operator provisions only clusters of its own resources.
  if (cluster.autoProvision) {
    jobs.push({
      job: 'provision',
      args: CLUSTER_ARGS.provision({ replicas, clusterDns: cluster.clusterDns, after }),
      permissions: CLUSTER_PERMISSIONS.provision({ replicas, after }),
    });
  }
  if (podVolume(cluster) === undefined) {
    jobs.push({
      job: 'grow',
      args: CLUSTER_ARGS.grow({
        replicas,
        storage: String(cluster.storage.bytes),
        template: String(cluster.storage.templateBytes),
      }),
      permissions: CLUSTER_PERMISSIONS.grow({ replicas }),
    });
  }
  if (canaries.length > 0) {
    const aws = podIdentityCluster(cluster) !== undefined;
    jobs.push({
      job: 'credentials',
      args: CLUSTER_ARGS.credentials({ replicas, aws, canaries }),
      permissions: CLUSTER_PERMISSIONS.credentials({ replicas, canaries }),
    });
  }
  return jobs;
}

function jobSpec(cluster: ClusterModel, { job, args }: NeededJob, script: string): Json {
  return {
    backoffLimit: 6,
    activeDeadlineSeconds: CLUSTER_JOB_SECONDS + GRACE_SECONDS,
    podFailurePolicy: podFailurePolicy(),
    template: scriptPod(cluster.jobs.pod, {
      script,
      args,
      env: [
        { name: ENV.script, value: script },
        fieldVariable(JOB_ENV.job, `metadata.labels['${JOB_POD_LABELS.job}']`),
        fieldVariable(JOB_ENV.jobUid, `metadata.labels['${JOB_POD_LABELS.jobUid}']`),
      ],
      volumes: [],
      volumeMounts: [],
      serviceAccountName: CLUSTER_NAMES.access(job),
      restartPolicy: 'Never',
      labels: clusterJobLabels(cluster.name, job),
      annotations: {},
    }),
  };
}

function access(scope: Construct, cluster: ClusterModel, { job, permissions }: NeededJob): void {
  const name = CLUSTER_NAMES.access(job);
  new Resource(scope, 'v1', 'ServiceAccount', metadata(cluster, name, job), {});
  new Resource(scope, RBAC, 'Role', metadata(cluster, name, job), { rules: permissions });
  new Resource(scope, RBAC, 'RoleBinding', metadata(cluster, name, job), {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: cluster.name }],
  });
}

function metadata(cluster: ClusterModel, name: string, job?: ClusterJob): ResourceMetadata {
  return objectMetadata(cluster, name, {
    labels: {
      ...clusterJobsLabels(cluster.name),
      ...(job === undefined ? {} : { [POD_LABELS.component]: job }),
    },
  });
}
