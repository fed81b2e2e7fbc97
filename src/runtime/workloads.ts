import type { ManagedDeployments } from './managed-deployments';
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
import type { Json } from '../core/json';
import { podFailurePolicy } from '../script/script-pod';

/** How much later than the run's own deadline Kubernetes stops it, so that the run can still report why it timed out. */
const GRACE_SECONDS = 60;

/** The Job that registers one version and completes once that version is the latest. */
export function registrationJobSpec(
  model: RuntimeModel,
  deployments: ManagedDeployments,
  { name, hash }: DesiredDeployment,
): Json {
  return {
    backoffLimit: 6,
    activeDeadlineSeconds: REGISTER_DEADLINE_SECONDS + GRACE_SECONDS,
    podFailurePolicy: podFailurePolicy(),
    template: runtimePod(model, deployments, 'register', ARGS.register(name, hash), {
      [JOB_METADATA.deployment]: name,
      [JOB_METADATA.hash]: hash,
    }),
  };
}

/** The CronJob that drains old versions. One sweep at a time; the next makes up for one that is missed. */
export function sweepSpec(model: RuntimeModel, deployments: ManagedDeployments): Json {
  const { everyMinutes, offsetMinutes } = model.sweep!;
  return {
    schedule: `${minutes(everyMinutes, offsetMinutes)} * * * *`,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 120,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      // A run lists its runtime's Jobs by these labels.
      metadata: { labels: podLabels(model.id) },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: SWEEP_DEADLINE_SECONDS + GRACE_SECONDS,
        template: runtimePod(model, deployments, 'sweep', ARGS.sweep),
      },
    },
  };
}

/** The Deployment that watches. Two pods at once would be safe, but useless. */
export function watchSpec(model: RuntimeModel, deployments: ManagedDeployments): Json {
  return {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { ...podLabels(model.id), [POD_LABELS.component]: 'watch' } },
    template: runtimePod(model, deployments, 'watch', ARGS.watch),
  };
}

function minutes(every: number, offset: number): string {
  if (every === 1) return '*';
  return every === 60 ? String(offset) : `${offset}-59/${every}`;
}
