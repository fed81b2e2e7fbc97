/** Provisions a cluster, once in its lifetime. */
import { ordinalsOf } from '../job-run';
import { askNode, provisionCluster } from './node-control';
import type { Job } from '../../kubernetes/job-state';
import { podProblem } from '../pod-status';
import type { Pod } from '../pod-status';
import { planProvision, provisionedBefore } from './plan';
import type { NodeState, ProvisionState } from './plan';
import type { ProvisionOptions } from '../../../contract';
import { CLUSTER_NAMES, EXIT, LABELS, MANAGED_BY, PROVISIONED_ANNOTATION } from '../../../contract';
import type { KubernetesClient } from '../../kubernetes/client';
import { isConflict } from '../../kubernetes/errors';
import { normal, warning } from '../../kubernetes/event';
import { jobState } from '../../kubernetes/job-state';
import type { KubernetesObject } from '../../kubernetes/types';
import { RESOURCES } from '../../kubernetes/types';
import { unlessNotFound } from '../../lib/http';
import type { Claim } from '../claim';
import type { JobRun, StepResult } from '../job-run';

const PROVISIONED = 'the cluster is provisioned';

/** Observes the cluster, and does the next step. */
export async function provisionStep(run: JobRun, options: ProvisionOptions): Promise<StepResult> {
  const { kubernetes } = run;
  const state = await observe(kubernetes, options);
  const step = planProvision(state);
  switch (step.type) {
    case 'wait':
      return { waitFor: step.reason };
    case 'refuse':
      return {
        exit: EXIT.final,
        message: step.reason,
        event: warning('ProvisionedBefore', step.reason),
      };
    case 'provision':
      await provisionCluster(authority(kubernetes, options, 0));
      return { waitFor: step.type, now: true };
    case 'done':
      await mark(kubernetes, options.replicas, state.marks);
      return {
        exit: EXIT.done,
        message: step.seen ? PROVISIONED : provisionedBefore(state.marks),
        // Recorded once, with the first marks; whether this run or another provisioned it is not always known.
        ...(state.marks.length === 0 && {
          event: normal('Provisioned', PROVISIONED),
        }),
      };
  }
}

/** Where a node is reached: the pod's own name, as only the first node must be asked to provision. */
function authority(
  kubernetes: KubernetesClient,
  options: ProvisionOptions,
  ordinal: number,
): string {
  const { pod, nodeService, nodePort } = CLUSTER_NAMES;
  return `${pod(ordinal)}.${nodeService}.${kubernetes.namespace}.svc.${options.clusterDns}:${nodePort}`;
}

async function observe(
  kubernetes: KubernetesClient,
  options: ProvisionOptions,
): Promise<ProvisionState> {
  const ordinals = ordinalsOf(options);
  const [provisioned, jobs, claims] = await Promise.all([
    kubernetes.find(RESOURCES.configMaps, CLUSTER_NAMES.provisioned),
    kubernetes.findAll<Job>(RESOURCES.jobs, options.after),
    kubernetes.findAll<Claim>(RESOURCES.persistentVolumeClaims, ordinals.map(CLUSTER_NAMES.claim)),
  ]);
  const marked = claims.filter((claim) => claim?.metadata.annotations?.[PROVISIONED_ANNOTATION]);
  return {
    marks: [
      ...(provisioned ? [`ConfigMap ${CLUSTER_NAMES.provisioned}`] : []),
      ...marked.map((claim) => `claim ${claim?.metadata.name}`),
    ],
    pendingJobs: options.after.filter((_, index) => jobState(jobs[index]) !== 'complete'),
    nodes: await Promise.all(
      ordinals.map((ordinal) => observeNode(kubernetes, options, ordinal, claims[ordinal])),
    ),
  };
}

async function observeNode(
  kubernetes: KubernetesClient,
  options: ProvisionOptions,
  ordinal: number,
  claim: Claim | undefined,
): Promise<NodeState> {
  const name = CLUSTER_NAMES.pod(ordinal);
  const [answer, pod] = await Promise.all([
    askNode(authority(kubernetes, options, ordinal)),
    kubernetes.find<Pod>(RESOURCES.pods, name),
  ]);
  return {
    name,
    answer,
    hasVolume: !!claim?.spec.volumeName,
    problem: answer.state === 'unreachable' ? podProblem(pod) : '',
  };
}

/**
 * Records that the cluster was provisioned: in a ConfigMap for when all claims are gone, and on the
 * claims for when the ConfigMap is.
 */
async function mark(
  kubernetes: KubernetesClient,
  replicas: number,
  marks: readonly string[],
): Promise<void> {
  const at = kubernetes.clock.now().toISOString();
  if (!marks.includes(`ConfigMap ${CLUSTER_NAMES.provisioned}`)) {
    await kubernetes
      .apply(RESOURCES.configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: CLUSTER_NAMES.provisioned, labels: { [LABELS.managedBy]: MANAGED_BY } },
        data: { seen: at },
      } as KubernetesObject)
      .catch((error) => {
        if (!isConflict(error)) throw error;
      });
  }
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const name = CLUSTER_NAMES.claim(ordinal);
    if (marks.includes(`claim ${name}`)) continue;
    const metadata = { annotations: { [PROVISIONED_ANNOTATION]: at } };
    await unlessNotFound(kubernetes.patch(RESOURCES.persistentVolumeClaims, name, { metadata }));
  }
}
