/**
 * Makes sure that the pods of a cluster have the credentials of their cloud: checks that a new pod
 * gets them, and replaces the pods that were admitted too early.
 */
import { planCredentials } from './plan';
import type { CredentialsState, PodState } from './plan';
import type { CanaryManifest, CredentialsOptions } from '../../../contract';
import { AWS_CREDENTIALS_VARIABLE, CLUSTER_NAMES } from '../../../contract';
import { hasStatus } from '../../kubernetes/errors';
import { normal, warning } from '../../kubernetes/event';
import { jobState } from '../../kubernetes/job-state';
import type { Job } from '../../kubernetes/job-state';
import type { KubernetesObject } from '../../kubernetes/types';
import { RESOURCES } from '../../kubernetes/types';
import { done, superseded } from '../../lib/termination';
import { emit, ordinalsOf } from '../job-run';
import type { JobRun, StepResult } from '../job-run';
import { isReady } from '../pod-status';
import type { Pod } from '../pod-status';
import { otherJobs, deleteOlderJobs } from '../superseded-jobs';

interface ObservedPods extends CredentialsState {
  readonly jobs: readonly (Job | undefined)[];
  readonly nodes: readonly Pod[];
}

/** Makes the steps of one run. */
export function credentialsSteps(
  run: JobRun,
  options: CredentialsOptions,
): () => Promise<StepResult> {
  const { time } = run.kubernetes;
  const startedAt = time.now();
  return async () => {
    const state = await observe(run, options, (time.now() - startedAt) / 1000);
    const step = planCredentials(state);
    switch (step.type) {
      case 'superseded':
        return superseded('a newer Job checks the credentials');
      case 'wait':
        return { waitFor: step.reason };
      case 'retry': {
        const index = options.canaries.findIndex(({ metadata }) => metadata.name === step.canary);
        await retry(run, options.canaries[index], state.jobs[index]);
        return { waitFor: `Job ${step.canary} was created again to check the credentials` };
      }
      case 'replace': {
        const pod = state.nodes.find(({ metadata }) => metadata.name === step.pod)!;
        return { waitFor: await replace(run, pod, step.evict) };
      }
      case 'done':
        await deleteOlderJobs(run, 'credentials');
        return done('all pods have their credentials');
    }
  };
}

async function observe(
  run: JobRun,
  options: CredentialsOptions,
  elapsedSeconds: number,
): Promise<ObservedPods> {
  const { kubernetes } = run;
  const [others, jobs, pods] = await Promise.all([
    otherJobs(run, 'credentials'),
    kubernetes.findAll<Job>(
      RESOURCES.jobs,
      options.canaries.map(({ metadata }) => metadata.name),
    ),
    kubernetes.findAll<Pod>(RESOURCES.pods, ordinalsOf(options).map(CLUSTER_NAMES.pod)),
  ]);
  const nodes = pods.filter((pod) => pod !== undefined);
  return {
    canaries: options.canaries.map(({ metadata }, index) => ({
      name: metadata.name,
      state: jobState(jobs[index]),
    })),
    pods: nodes.map((pod) => podState(pod, options.aws)),
    elapsedSeconds,
    superseded: others.newer.length > 0,
    jobs,
    nodes,
  };
}

function podState(pod: Pod, aws: boolean): PodState {
  const container = pod.spec?.containers.find(({ name }) => name === CLUSTER_NAMES.container);
  const variables = (container?.env ?? []).map(({ name }) => name);
  return {
    name: pod.metadata.name,
    hasCredentials: !aws || variables.includes(AWS_CREDENTIALS_VARIABLE),
    ready: isReady(pod),
    deleting: !!pod.metadata.deletionTimestamp,
  };
}

/** A Job that failed is never started again: it is created again, as whoever applied it had created it. */
async function retry(
  run: JobRun,
  manifest: CanaryManifest,
  failed: Job | undefined,
): Promise<void> {
  const { name } = manifest.metadata;
  if (failed) {
    await emit(
      run,
      warning('CredentialsMissing', `Job ${name} got no credentials yet; it is retried`),
    );
    await run.kubernetes.delete(RESOURCES.jobs, failed);
  }
  const { labels, annotations } = { ...manifest.metadata, ...failed?.metadata };
  await run.kubernetes.create(RESOURCES.jobs, {
    ...manifest,
    metadata: { ...manifest.metadata, labels, annotations },
  } as KubernetesObject);
}

/** Returns why to wait. */
async function replace(run: JobRun, pod: Pod, evict: boolean): Promise<string> {
  const { kubernetes } = run;
  const { name, uid } = pod.metadata;
  const waitFor = `pod ${name} is being replaced: it was admitted without credentials`;
  if (!evict) {
    await kubernetes.delete(RESOURCES.pods, pod);
  } else {
    try {
      await kubernetes.request('POST', kubernetes.path(RESOURCES.pods, name, 'eviction'), {
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name, namespace: kubernetes.namespace },
          deleteOptions: { preconditions: { uid } },
        },
      });
    } catch (error) {
      // The disruption budget: another node is unavailable right now.
      if (hasStatus(error, 429)) return waitFor;
      throw error;
    }
  }
  await emit(
    run,
    normal('PodReplaced', `pod ${name} was admitted without credentials and is being replaced`),
  );
  return waitFor;
}
