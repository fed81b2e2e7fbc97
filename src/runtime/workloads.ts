import type { Clients } from './managed-deployments';
import type { RuntimeModel } from './model';
import { runtimePod } from './pod';
import {
  ARGS,
  JOB_METADATA,
  POD_LABELS,
  REGISTER_DEADLINE_SECONDS,
  SWEEP_DEADLINE_SECONDS,
  podLabels,
} from '../contract';
import type { DesiredDeployment } from '../contract';
import { podFailurePolicy } from '../script/script-pod';

type Json = { [field: string]: any };

/** How much later Kubernetes ends a run than the run itself would: it should be able to say why it gave up. */
const GRACE_SECONDS = 60;

/** The Job that registers one version and completes once that is the latest. */
export function registrationJobSpec(
  model: RuntimeModel,
  clients: Clients,
  { name, hash }: DesiredDeployment,
): Json {
  return {
    backoffLimit: 6,
    activeDeadlineSeconds: REGISTER_DEADLINE_SECONDS + GRACE_SECONDS,
    podFailurePolicy: podFailurePolicy(),
    template: runtimePod(model, clients, 'register', ARGS.register(name, hash), {
      [JOB_METADATA.deployment]: name,
      [JOB_METADATA.hash]: hash,
    }),
  };
}

/** The CronJob that drains. One sweep at a time; one that is missed is made up for by the next. */
export function sweepSpec(model: RuntimeModel, clients: Clients): Json {
  const { everyMinutes, offsetMinutes } = model.sweep!;
  return {
    schedule: `${minutes(everyMinutes, offsetMinutes)} * * * *`,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 120,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      // A run asks for its runtime's Jobs by them.
      metadata: { labels: podLabels(model.id) },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: SWEEP_DEADLINE_SECONDS + GRACE_SECONDS,
        template: runtimePod(model, clients, 'sweep', ARGS.sweep),
      },
    },
  };
}

/** The Deployment that watches. Two pods at once would do no harm, but no good either. */
export function watchSpec(model: RuntimeModel, clients: Clients): Json {
  return {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { ...podLabels(model.id), [POD_LABELS.component]: 'watch' } },
    template: runtimePod(model, clients, 'watch', ARGS.watch),
  };
}

function minutes(every: number, offset: number): string {
  if (every === 1) return '*';
  return every === 60 ? String(offset) : `${offset}-59/${every}`;
}
