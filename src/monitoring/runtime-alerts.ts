import { promDuration } from './alert';
import type { Alert } from './alert';

/** What the alerts of a runtime depend on. */
export interface WatchedRuntime {
  readonly id: string;
  readonly namespace: string;
  /** Whether it serves metrics itself; a runtime of Jobs does not, and kube-state-metrics tells of its Jobs. */
  readonly servesMetrics: boolean;
  readonly drainAgeSeconds: number;
}

export function runtimeAlerts(runtime: WatchedRuntime): Alert[] {
  return runtime.servesMetrics ? alertsOfDeployment(runtime) : alertsOfJobs(runtime);
}

/** What the program itself says; it is a PodMonitor that has it scraped. */
export function ownMetrics({ id, namespace }: WatchedRuntime): string {
  return `namespace="${namespace}",job="${namespace}/${id}"`;
}

/** What kube-state-metrics says. */
export function ofRegistrationJobs({ namespace }: WatchedRuntime): string {
  return `namespace="${namespace}",job_name=~".+-register-[0-9a-f]+"`;
}

export function ofCronJob({ id, namespace }: WatchedRuntime): string {
  return `namespace="${namespace}",cronjob="${id}"`;
}

function alertsOfDeployment(runtime: WatchedRuntime): Alert[] {
  const { id, namespace, drainAgeSeconds } = runtime;
  const of = ownMetrics(runtime);
  const up = `up{${of}}`;
  const isDown = `absent(${up}) or max by (namespace, job) (${up}) == 0`;
  return [
    {
      ...registrationFailed(namespace, '{{ $labels.deployment }}'),
      expr: `restate_runtime_deployment_ready{${of},reason=~"RegistrationFailed|BreakingChange|StillMissing|NotOurs"} == 0`,
    },
    {
      name: 'RestateAdminUnreachable',
      expr: `restate_runtime_admin_reachable{${of}} == 0`,
      for: '5m',
      severity: 'critical',
      summary: `The admin API {{ $labels.admin }} does not answer to the runtime ${id} of namespace ${namespace}: {{ $labels.reason }}`,
      description: `Nothing can be registered, and no old version is removed. \`npx cdk8s-restate status --namespace ${namespace}\` quotes its answer; \`kubectl get pods --all-namespaces -l app.kubernetes.io/name=restate\` shows the cluster, and \`npx cdk8s-restate connections --all FILE...\` whether the policies let the runtime through.`,
      heading: 'the-admin-api-is-unreachable',
    },
    {
      ...drainsForLong(namespace, drainAgeSeconds),
      expr: `restate_runtime_oldest_drain_age_seconds{${of}} > ${drainAgeSeconds}`,
      for: '15m',
    },
    {
      ...stalled(runtime, 'deployment'),
      expr: `${isDown} or time() - restate_runtime_last_pass_timestamp_seconds{${of}} > 900`,
    },
  ];
}

/** An admin API that does not answer fails no Job, so that there is no alert of it. */
function alertsOfJobs(runtime: WatchedRuntime): Alert[] {
  const { namespace, drainAgeSeconds } = runtime;
  const active = `kube_cronjob_status_active{${ofCronJob(runtime)}}`;
  const age = promDuration(drainAgeSeconds);
  const succeeded = `kube_cronjob_status_last_successful_time{${ofCronJob(runtime)}}`;
  return [
    {
      ...registrationFailed(namespace, 'of the Job {{ $labels.job_name }}'),
      expr: `kube_job_failed{${ofRegistrationJobs(runtime)},condition="true"} == 1`,
    },
    {
      ...drainsForLong(namespace, drainAgeSeconds),
      // A sweep runs for as long as something drains, but for moments between one and the next.
      expr: `avg_over_time(${active}[${age}]) > 0.9 and ${active} offset ${age}`,
      for: '15m',
    },
    { ...stalled(runtime, 'cronjob'), expr: `time() - ${succeeded} > 3600` },
  ];
}

function registrationFailed(namespace: string, deployment: string): Omit<Alert, 'expr'> {
  return {
    name: 'RestateRegistrationFailed',
    for: '10m',
    severity: 'critical',
    summary: `The desired version of the deployment ${deployment} in namespace ${namespace} is not registered`,
    description: `Calls still go to the version before. \`npx cdk8s-restate status --namespace ${namespace}\` has the answer of the admin API and what to do next; \`kubectl --namespace ${namespace} get events\` has it as it happened.`,
    heading: 'conditions-and-events',
  };
}

function drainsForLong(namespace: string, seconds: number): Omit<Alert, 'expr' | 'for'> {
  return {
    name: 'RestateVersionDraining',
    severity: 'warning',
    summary: `An old version in namespace ${namespace} has been draining for more than ${promDuration(seconds)}`,
    description: `Its pods stay until no invocation needs it. \`npx cdk8s-restate status --namespace ${namespace}\` names the version and what holds it; \`restate invocations list --deployment ID\` shows the invocations, to be completed or cancelled.`,
    heading: 'an-old-version-does-not-go-away',
  };
}

function stalled(
  { id, namespace }: WatchedRuntime,
  kind: 'deployment' | 'cronjob',
): Omit<Alert, 'expr'> {
  return {
    name: 'RestateRuntimeStalled',
    for: '15m',
    severity: 'critical',
    summary: `The runtime ${id} of namespace ${namespace} does nothing`,
    description: `New versions are not registered, and old ones not removed. \`kubectl --namespace ${namespace} describe ${kind}/${id}\` and \`kubectl --namespace ${namespace} logs -l app.kubernetes.io/instance=${id} --tail=50\` say why: an image that cannot be pulled, a quota, or an API server that refuses.`,
    heading: 'nothing-happens-after-an-apply',
  };
}
