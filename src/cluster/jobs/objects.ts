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
  SCRIPT_KEY,
  clusterJobLabels,
  clusterJobsLabels,
} from '../../contract';
import type { ClusterJob, Permission } from '../../contract';
import { contentHash } from '../../core/content-hash';
import { Resource } from '../../core/resource';
import type { ResourceMetadata } from '../../core/resource';
import { runtimeScript } from '../../script/script';
import { fieldVariable, podFailurePolicy, scriptPod } from '../../script/script-pod';
import { awsCredentials, canaryManifests } from '../identity/cloud-identity';
import type { ClusterModel } from '../model';

type Json = { [field: string]: any };

const RBAC = 'rbac.authorization.k8s.io/v1';

/** How much later Kubernetes ends a run than the run itself would: it should be able to say why it gave up. */
const GRACE_SECONDS = 120;

/** A Job that a cluster needs. */
interface NeededJob {
  readonly job: ClusterJob;
  readonly args: readonly string[];
  readonly permissions: readonly Permission[];
}

/** Whether a Job of this cluster provisions it. An operator provisions what it has made itself, and nothing else. */
export function isProvisionedByJob(cluster: ClusterModel): boolean {
  return cluster.jobs.enabled && cluster.autoProvision;
}

/** The pods of the Job that provisions a cluster, as a peer of a network policy. */
export function provisionPeer(cluster: ClusterModel): Json {
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': cluster.name } },
    podSelector: { matchLabels: clusterJobLabels(cluster.name, 'provision') },
  };
}

/** Makes the Jobs of a cluster and what they need. */
export function clusterJobObjects(scope: Construct, cluster: ClusterModel): void {
  if (!cluster.jobs.enabled) return;
  const { text, contentHash: scriptHash } = runtimeScript();
  const script = CLUSTER_NAMES.script(scriptHash);
  new Resource(scope, 'v1', 'ConfigMap', metadata(cluster, script), {
    immutable: true,
    data: { [SCRIPT_KEY]: text },
  });
  for (const needed of neededJobs(cluster)) {
    access(scope, cluster, needed);
    const spec = jobSpec(cluster, needed, script);
    // A Job can't be changed in place: another spec is another Job.
    const name = CLUSTER_NAMES.job(needed.job, contentHash(spec));
    new Resource(scope, 'batch/v1', 'Job', metadata(cluster, name, needed.job), { spec });
  }
}

function neededJobs(cluster: ClusterModel): NeededJob[] {
  const replicas: number = cluster.compute.replicas ?? 1;
  const canaries = canaryManifests(cluster);
  const after = canaries.map((canary) => canary.metadata.name);
  const jobs: NeededJob[] = [];
  if (isProvisionedByJob(cluster)) {
    jobs.push({
      job: 'provision',
      args: CLUSTER_ARGS.provision({ replicas, clusterDns: cluster.clusterDns, after }),
      permissions: CLUSTER_PERMISSIONS.provision({ replicas, after }),
    });
  }
  jobs.push({
    job: 'grow',
    args: CLUSTER_ARGS.grow({
      replicas,
      storage: String(cluster.storage.bytes),
      template: String(cluster.storage.templateBytes),
    }),
    permissions: CLUSTER_PERMISSIONS.grow({ replicas }),
  });
  if (canaries.length > 0) {
    const aws = awsCredentials(cluster);
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
  return {
    name,
    namespace: cluster.name,
    labels: {
      ...cluster.labels,
      ...clusterJobsLabels(cluster.name),
      ...(job === undefined ? {} : { [POD_LABELS.component]: job }),
    },
    annotations: cluster.annotations,
  };
}
