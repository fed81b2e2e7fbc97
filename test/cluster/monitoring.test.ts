import { Duration, Size, Testing } from 'cdk8s';
import { MINIMAL, newChart, newCluster, object, objects } from './synth';
import { RestateCluster, RestateConfig } from '../../src';
import type { RestateClusterMonitoring, RestateClusterProps } from '../../src';
import { faultsOf } from '../core/faults-of';
import { warningsOf } from '../core/warnings-of';

const PROMETHEUS = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};
const OF_MONITORING = ['PodMonitor', 'PrometheusRule'];

const monitored = (
  monitoring: RestateClusterMonitoring = { scrapers: [PROMETHEUS] },
  props: Partial<RestateClusterProps> = {},
) => newCluster({ monitoring, ...props });

function alertsOf(cluster: RestateCluster): Array<{ [field: string]: any }> {
  return object(cluster, 'PrometheusRule', 'restate').spec.groups[0].rules;
}

const namesOf = (cluster: RestateCluster) => alertsOf(cluster).map(({ alert }) => alert);

test('a cluster that nobody asked to watch has none of it', () => {
  const all = objects(newCluster({}));
  expect(all.filter(({ kind }) => OF_MONITORING.includes(kind))).toEqual([]);
  expect(all.filter(({ metadata }) => metadata.name.includes('dashboard'))).toEqual([]);
});

test('the PodMonitor selects the pods of the cluster and their port of the metrics', () => {
  const cluster = monitored({
    scrapers: [PROMETHEUS],
    labels: { release: 'prometheus' },
    scrapeEvery: Duration.seconds(30),
  });
  const { metadata, spec } = object(cluster, 'PodMonitor', 'restate');
  const pod = object(cluster, 'StatefulSet', 'restate').spec.template;
  expect(metadata).toMatchObject({ namespace: 'restate', labels: { release: 'prometheus' } });
  expect(pod.metadata.labels).toMatchObject(spec.selector.matchLabels);
  expect(pod.spec.containers[0].ports).toContainEqual({ name: 'metrics', containerPort: 5122 });
  expect(spec.podMetricsEndpoints).toEqual([
    { port: 'metrics', path: '/metrics', interval: '30s' },
  ]);
});

test('Prometheus may connect to the node port, and to no other', () => {
  const policies = objects(monitored()).filter(({ kind }) => kind === 'NetworkPolicy');
  const admitting = policies.filter((policy) =>
    JSON.stringify(policy).includes('"app.kubernetes.io/name":"prometheus"'),
  );
  expect(admitting.map(({ metadata }) => metadata.name)).toEqual(['allow-metrics-access']);
  expect(admitting[0].spec.ingress[0].from).toContainEqual(PROMETHEUS);
});

test('where the policies let nobody scrape, synth says which peer to write', () => {
  expect(warningsOf(monitored({}))).toEqual([
    expect.stringMatching(/^monitoring\.scrapers: none are given.*5122; write the pods of Prom/),
  ]);
});

test.each<[string, Partial<RestateClusterProps>]>([
  ['other peers may', { security: { networkPeers: { node: [PROMETHEUS] } } }],
  ['there are no policies', { security: { disableNetworkPolicies: true } }],
])('but not where %s', (_, props) => {
  expect(warningsOf(monitored({}, props))).toEqual([]);
});

test('nor where they are allowed later', () => {
  const cluster = monitored({});
  cluster.allowNodeFrom(PROMETHEUS);
  expect(warningsOf(cluster)).toEqual([]);
});

test('a cluster without snapshots is not told that they are missing', () => {
  expect(namesOf(monitored())).toEqual([
    'RestateNodeDown',
    'RestateNoLeader',
    'RestateDiskFilling',
  ]);
});

test('a cluster with snapshots is told when they are too old or fail', () => {
  const config = RestateConfig.raft({ snapshots: { url: 's3://bucket', region: 'eu-central-1' } });
  const cluster = monitored(
    { scrapers: [PROMETHEUS], snapshotAge: Duration.hours(6) },
    { config, compute: { ...MINIMAL.compute, replicas: 3 }, autoProvision: true },
  );
  expect(namesOf(cluster)).toEqual(
    expect.arrayContaining(['RestateSnapshotTooOld', 'RestateSnapshotFailing']),
  );
  const tooOld = alertsOf(cluster).find(({ alert }) => alert === 'RestateSnapshotTooOld')!;
  expect(tooOld.expr).toContain('> 21600');
  expect(tooOld.annotations.description).toContain('no older than 6h');
});

test('volumes are watched under the names of the claims that there are', () => {
  const size = Size.gibibytes(1);
  const exprOf = (storage: RestateClusterProps['storage']) =>
    alertsOf(monitored(undefined, { storage })).find(({ alert }) => alert === 'RestateDiskFilling')
      ?.expr;
  expect(exprOf({ size })).toContain('persistentvolumeclaim=~"storage-restate-[0-9]+"');
  expect(exprOf({ existingClaim: 'mine' })).toContain('persistentvolumeclaim=~"mine"');
  expect(exprOf({ ephemeral: true })).toBeUndefined();
});

test('each alert says what is wrong, names a command, and links to a heading of the runbook', () => {
  for (const { alert, labels, annotations } of alertsOf(
    monitored({ scrapers: [PROMETHEUS], alertLabels: { team: 'platform' } }),
  )) {
    expect(labels).toMatchObject({
      team: 'platform',
      severity: expect.stringMatching(/^(critical|warning)$/),
    });
    expect(annotations.summary).toContain('restate');
    expect([alert, annotations.description]).toEqual([
      alert,
      expect.stringMatching(/`(kubectl|npx cdk8s-restate) [^`]+`/),
    ]);
    expect(annotations.runbook_url).toMatch(/docs\/troubleshooting\.md#[a-z-]+$/);
  }
});

test('a runbook of one’s own has the same headings', () => {
  const [{ annotations }] = alertsOf(
    monitored({ scrapers: [PROMETHEUS], runbookUrl: 'https://wiki.example/restate' }),
  );
  expect(annotations.runbook_url).toBe(
    'https://wiki.example/restate#a-pod-of-the-cluster-does-not-start',
  );
});

test('the dashboard is a ConfigMap that the sidecar of Grafana finds', () => {
  const { metadata, data } = object(monitored(), 'ConfigMap', 'restate-dashboard');
  expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  const [[file, text]] = Object.entries<string>(data);
  expect(file).toBe('restate-restate.json');
  const { title, uid, panels } = JSON.parse(text);
  expect(title).toBe('Restate cluster restate');
  expect(uid).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(panels.map(({ id }: any) => id)).size).toBe(panels.length);
});

test('two clusters have two dashboards', () => {
  const chart = newChart();
  for (const name of ['blue', 'green']) {
    new RestateCluster(chart, name, { ...MINIMAL, monitoring: { scrapers: [PROMETHEUS] } });
  }
  const uids = Testing.synth(chart)
    .filter(({ metadata }) => metadata.name === 'restate-dashboard')
    .map(({ data }) => JSON.parse(Object.values<string>(data)[0]).uid);
  expect(new Set(uids).size).toBe(2);
});

test('alerts and dashboard can be left out', () => {
  const all = objects(monitored({ scrapers: [PROMETHEUS], alerts: false, dashboard: false }));
  expect(all.map(({ kind }) => kind)).toContain('PodMonitor');
  expect(all.map(({ kind }) => kind)).not.toContain('PrometheusRule');
  expect(all.map(({ metadata }) => metadata.name)).not.toContain('restate-dashboard');
});

test('all that Prometheus or Kubernetes would refuse is told at once', () => {
  const cluster = monitored({
    scrapers: [{}],
    labels: { 'a b': 'c' },
    alertLabels: { 'my-team': 'x' },
    dashboardLabels: { grafana_dashboard: 'a b' },
    scrapeEvery: Duration.seconds(0),
    snapshotAge: Duration.millis(1),
    freeDiskPercent: 100,
    runbookUrl: 'wiki',
  });
  const fields = faultsOf(cluster).map((fault) => fault.replace(/^\[\S+\] (.*?): .*/, '$1'));
  expect(fields.sort()).toEqual([
    'monitoring.alertLabels["my-team"]',
    'monitoring.dashboardLabels["grafana_dashboard"]',
    'monitoring.freeDiskPercent',
    'monitoring.labels',
    'monitoring.runbookUrl',
    'monitoring.scrapeEvery',
    'monitoring.scrapers[0]',
    'monitoring.snapshotAge',
  ]);
});
