import { Duration } from 'cdk8s';
import { RestateRuntime, RestateRuntimeMode } from '../../src';
import type { RestateRuntimeProps } from '../../src';
import { faultsOf } from '../core/faults-of';
import { warningsOf } from '../core/warnings-of';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const PROMETHEUS = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
};
const AS_DEPLOYMENT = { mode: RestateRuntimeMode.deployment() };

function monitored(props: RestateRuntimeProps) {
  const chart = newChart();
  const runtime = new RestateRuntime(chart, 'shop', props);
  newDeployment({}, chart);
  const alerts = (): any[] => ofKind(chart, 'PrometheusRule')[0].spec.groups[0].rules;
  const workload = () => ofKind(chart, 'Deployment')[0].spec.template;
  return { chart, runtime, alerts, workload };
}

const portsOf = ({ spec }: any) => spec.containers[0].ports;
const envOf = ({ spec }: any) =>
  spec.containers[0].env.find(({ name }: any) => name === 'RESTATE_RUNTIME_METRICS_PORT');

test('a runtime that nobody asked to watch serves nothing', () => {
  const { chart, workload } = monitored(AS_DEPLOYMENT);
  expect(portsOf(workload())).toBeUndefined();
  expect(envOf(workload())).toBeUndefined();
  expect(ofKind(chart, 'PodMonitor')).toEqual([]);
});

test('a Deployment serves metrics at the port that its PodMonitor names', () => {
  const { chart, workload } = monitored({ ...AS_DEPLOYMENT, monitoring: {} });
  const [{ spec }] = ofKind(chart, 'PodMonitor');
  expect(portsOf(workload())).toEqual([
    { name: spec.podMetricsEndpoints[0].port, containerPort: 9464 },
  ]);
  expect(envOf(workload()).value).toBe('9464');
  expect(workload().metadata.labels).toMatchObject(spec.selector.matchLabels);
});

test('who scrapes may connect to that port, and nobody else to any', () => {
  const { chart } = monitored({
    ...AS_DEPLOYMENT,
    networkPolicy: {},
    monitoring: { scrapers: [PROMETHEUS] },
  });
  const policies = ofKind(chart, 'NetworkPolicy');
  expect(policies.map(({ metadata, spec }) => [metadata.name, spec.ingress])).toEqual([
    ['shop', undefined],
    ['shop-metrics', [{ from: [PROMETHEUS], ports: [{ port: 9464, protocol: 'TCP' }] }]],
  ]);
});

test('a change of it registers nothing again', () => {
  const jobsOf = (props: RestateRuntimeProps) =>
    ofKind(monitored(props).chart, 'Job').map(({ metadata }) => metadata.name);
  expect(jobsOf({ monitoring: {} })).toEqual(jobsOf({}));
  expect(jobsOf({})).toHaveLength(1);
});

test('a Deployment is watched by its own metrics', () => {
  const { alerts } = monitored({
    ...AS_DEPLOYMENT,
    monitoring: { scrapers: [PROMETHEUS], drainAge: Duration.days(7) },
  });
  expect(alerts().map(({ alert }) => alert)).toEqual([
    'RestateRegistrationFailed',
    'RestateAdminUnreachable',
    'RestateVersionDraining',
    'RestateRuntimeStalled',
  ]);
  const draining = alerts()[2];
  expect(draining.expr).toBe(
    'restate_runtime_oldest_drain_age_seconds{namespace="apps",job="apps/shop"} > 604800',
  );
  expect(draining.annotations.summary).toContain('more than 7d');
});

test('Jobs are watched by what kube-state-metrics tells of them, and scraped by nobody', () => {
  const { chart, alerts } = monitored({ monitoring: {} });
  expect(ofKind(chart, 'PodMonitor')).toEqual([]);
  expect(alerts().map(({ alert }) => alert)).toEqual([
    'RestateRegistrationFailed',
    'RestateVersionDraining',
    'RestateRuntimeStalled',
  ]);
  expect(alerts().every(({ expr }) => expr.includes('kube_'))).toBe(true);
  const [job] = ofKind(chart, 'Job');
  const pattern = /job_name=~"(.*?)"/.exec(alerts()[0].expr)![1];
  expect(job.metadata.name).toMatch(new RegExp(`^(?:${pattern})$`));
});

test('its objects are removed with it, and not kept as the runtime is', () => {
  const { chart } = monitored({ ...AS_DEPLOYMENT, monitoring: { scrapers: [PROMETHEUS] } });
  for (const kind of ['PodMonitor', 'PrometheusRule', 'NetworkPolicy']) {
    const [{ metadata }] = ofKind(chart, kind);
    expect(metadata.annotations?.['helm.sh/resource-policy']).toBeUndefined();
  }
});

test.each<[RestateRuntimeProps, RegExp]>([
  [{ mode: RestateRuntimeMode.none(), monitoring: {} }, /^monitoring: has no effect/],
  [{ monitoring: { scrapers: [PROMETHEUS] } }, /^monitoring\.scrapers: has no effect on a runtime/],
  [{ ...AS_DEPLOYMENT, networkPolicy: {}, monitoring: {} }, /^monitoring\.scrapers: none are giv/],
])('what would watch nothing is a warning: %#', (props, warning) => {
  expect(warningsOf(monitored(props).chart)).toEqual([expect.stringMatching(warning)]);
});

test('nothing is made where no runtime runs', () => {
  const { chart } = monitored({ mode: RestateRuntimeMode.none(), monitoring: {} });
  expect(ofKind(chart, 'PrometheusRule')).toEqual([]);
});

test('faults are told with their field', () => {
  const { chart } = monitored({
    ...AS_DEPLOYMENT,
    monitoring: { drainAge: Duration.seconds(0), scrapers: [{}] },
  });
  expect(faultsOf(chart)).toEqual([
    expect.stringContaining('monitoring.drainAge: must be at least a second'),
    expect.stringContaining('monitoring.scrapers[0]: {} selects nothing'),
  ]);
});
