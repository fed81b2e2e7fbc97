/** The commands of a cluster's Jobs, by their arguments. */
import { parseArgs } from 'node:util';
import { credentialsSteps } from './credentials/credentials';
import { growStep } from './grow/grow';
import { runJob } from './job-run';
import type { JobRun, StepResult } from './job-run';
import { log } from '../lib/log';
import type { Termination } from '../lib/termination';
import { provisionStep } from './provision/provision';
import type { CanaryManifest, ClusterJob } from '../../contract';
import { JOB_ENV } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';

const TEXT = { type: 'string' } as const;

const OPTIONS = {
  replicas: TEXT,
  'cluster-dns': TEXT,
  after: { ...TEXT, multiple: true },
  storage: TEXT,
  template: TEXT,
  aws: { type: 'boolean' },
  canary: { ...TEXT, multiple: true },
} as const;

export function isClusterCommand(command: string | undefined): command is ClusterJob {
  return command === 'provision' || command === 'grow' || command === 'credentials';
}

/**
 * Runs a command.
 *
 * @throws Error for arguments that can't be understood
 */
export async function clusterCommand(
  command: ClusterJob,
  args: readonly string[],
  kubernetes: KubernetesClient,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Termination> {
  const run: JobRun = {
    kubernetes,
    job: { name: env[JOB_ENV.job] ?? command, uid: env[JOB_ENV.jobUid] },
    print: log,
  };
  return runJob(run, stepsOf(command, args, run));
}

function stepsOf(
  command: ClusterJob,
  args: readonly string[],
  run: JobRun,
): () => Promise<StepResult> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const replicas = Number(values.replicas ?? 1);
  switch (command) {
    case 'provision': {
      const clusterDns = values['cluster-dns'] ?? 'cluster.local';
      return () => provisionStep(run, { replicas, clusterDns, after: values.after ?? [] });
    }
    case 'grow': {
      const storage = required(values.storage, 'storage');
      return () => growStep(run, { replicas, storage, template: values.template ?? storage });
    }
    case 'credentials': {
      const canaries = (values.canary ?? []).map((text) => JSON.parse(text) as CanaryManifest);
      return credentialsSteps(run, { replicas, aws: values.aws ?? false, canaries });
    }
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`missing flag --${name}`);
  return value;
}
