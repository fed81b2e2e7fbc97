import { dashboard } from './dashboard';
import type { Panel } from './dashboard';
import { ofCronJob, ofRegistrationJobs, ownMetrics } from './runtime-alerts';
import type { WatchedRuntime } from './runtime-alerts';
import type { Json } from '../core/json';

export function runtimeDashboard(runtime: WatchedRuntime): Json {
  const panels = runtime.servesMetrics ? panelsOfDeployment(runtime) : panelsOfJobs(runtime);
  return dashboard(`Restate runtime ${runtime.namespace}/${runtime.id}`, panels);
}

function panelsOfDeployment(runtime: WatchedRuntime): Panel[] {
  const of = ownMetrics(runtime);
  return [
    {
      title: 'Versions by state',
      description: 'Of each deployment one is Latest; Draining ones wait for their invocations.',
      unit: 'short',
      queries: [{ expr: `sum by (state) (restate_runtime_versions{${of}})`, legend: '{{state}}' }],
    },
    {
      title: 'How long the oldest has been draining',
      description: '`npx cdk8s-restate status` names it, and what holds it.',
      unit: 's',
      queries: [
        {
          expr: `max(restate_runtime_oldest_drain_age_seconds{${of}})`,
          legend: 'oldest',
        },
      ],
    },
    {
      title: 'Deployments that are registered',
      description: 'With their desired version, which is the latest for its services.',
      unit: 'short',
      queries: [
        { expr: `sum(restate_runtime_deployments_registered{${of}})`, legend: 'registered' },
        { expr: `sum(restate_runtime_deployments{${of}})`, legend: 'desired' },
      ],
    },
    {
      title: 'Admin APIs that answer',
      description: '1: it answers; 0: it does not, for the reason of the line.',
      unit: 'short',
      queries: [
        {
          expr: `max by (admin, reason) (restate_runtime_admin_reachable{${of}})`,
          legend: '{{admin}} {{reason}}',
        },
      ],
    },
    {
      title: 'Passes over all deployments',
      description: 'At rest one a minute; after each change, and while something drains, more.',
      unit: 'ops',
      queries: [
        { expr: `sum(rate(restate_runtime_passes_total{${of}}[5m]))`, legend: 'all' },
        { expr: `sum(rate(restate_runtime_pass_errors_total{${of}}[5m]))`, legend: 'failed' },
      ],
    },
  ];
}

function panelsOfJobs(runtime: WatchedRuntime): Panel[] {
  return [
    {
      title: 'Sweeps that run',
      description: 'One runs for as long as a version drains.',
      unit: 'short',
      queries: [
        { expr: `sum(kube_cronjob_status_active{${ofCronJob(runtime)}})`, legend: 'running' },
      ],
    },
    {
      title: 'Registrations that failed',
      description: '`npx cdk8s-restate status` says why.',
      unit: 'short',
      queries: [
        {
          expr: `sum(kube_job_failed{${ofRegistrationJobs(runtime)},condition="true"})`,
          legend: 'failed',
        },
      ],
    },
    {
      title: 'Time since a sweep succeeded',
      description: 'While versions drain, up to a quarter of an hour.',
      unit: 's',
      queries: [
        {
          expr: `time() - max(kube_cronjob_status_last_successful_time{${ofCronJob(runtime)}})`,
          legend: 'since',
        },
      ],
    },
  ];
}
