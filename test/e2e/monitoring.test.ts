import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateConfig } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { constant, metricNames, seriesOf } from './harness/metrics-page';
import { RESTATE_VERSIONS } from './harness/node/images';
import type { RestateVersion } from './harness/node/images';
import { useFixture, useRestate } from './harness/on-node';
import { testRules } from './harness/promtool';
import type { Series } from './harness/promtool';
import { OBJECT_STORE_ENV, ObjectStore } from './harness/restate/object-store';
import type { RestateServer } from './harness/restate/restate-server';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const NAMESPACE = 'watched';

/** A cluster of all that can be watched: volumes and snapshots. */
function objectsOfCluster(): any[] {
  const chart = new Chart(new App(), 'app');
  new RestateCluster(chart, NAMESPACE, {
    compute: { image: 'restatedev/restate:1.7', replicas: 3 },
    storage: { size: Size.gibibytes(1) },
    config: RestateConfig.raft({ snapshots: { url: 's3://bucket', region: 'eu-central-1' } }),
    autoProvision: true,
    monitoring: {
      scrapers: [
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
      ],
    },
  });
  return chart.toJson();
}

const OBJECTS = objectsOfCluster();
const ofKind = (kind: string) => OBJECTS.find((object) => object.kind === kind);
const RULE = ofKind('PrometheusRule');
const DASHBOARD = JSON.parse(
  Object.values<string>(
    OBJECTS.find(({ metadata }) => metadata.name === 'restate-dashboard').data,
  )[0],
);

/** All that the alerts and the dashboard ask Prometheus. */
const QUERIES: string[] = [
  ...RULE.spec.groups.flatMap(({ rules }: any) => rules.map(({ expr }: any) => expr)),
  ...DASHBOARD.panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr)),
];
/** The metrics of the server among that. */
const NAMES = [...new Set(QUERIES.flatMap((query) => query.match(/\brestate_[a-z_]+\b/g) ?? []))];

describe('what the prometheus-operator reads', () => {
  beforeAll(() => cluster.createNamespace(NAMESPACE));
  afterAll(() => cluster.deleteNamespace(NAMESPACE));

  test.each(['PodMonitor', 'PrometheusRule'])(
    'the API server takes the %s by the operator’s own definition, and drops nothing of it',
    async (kind) => {
      const object = ofKind(kind);
      const { status, stderr } = await cluster.tryKubectl(
        ['apply', '--server-side', '--validate=strict', '-f', '-'],
        JSON.stringify(object),
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const path = await cluster.client.collectionOf(object);
      const stored = await cluster.client.get(`${path}/${object.metadata.name}`);
      expect(stored.spec).toEqual(object.spec);
    },
  );
});

describe('the rules, in the real promtool', () => {
  const up = (pod: string) =>
    `up{namespace="${NAMESPACE}",job="${NAMESPACE}/restate",pod="restate-${pod}"}`;
  const volume = (of: string) =>
    `kubelet_volume_stats_${of}_bytes{namespace="${NAMESPACE}",persistentvolumeclaim="storage-restate-0"}`;
  const inCluster = { namespace: NAMESPACE };
  const claim = { ...inCluster, persistentvolumeclaim: 'storage-restate-0' };

  test('a node that does not answer for five minutes is told, and no other', async () => {
    const series = { [up('0')]: '1x20', [up('1')]: '1x5 0x20' };
    const fires = { ...inCluster, job: `${NAMESPACE}/restate`, pod: 'restate-1' };
    expect(
      await testRules(RULE, [
        { alert: 'RestateNodeDown', series, minute: 8 },
        { alert: 'RestateNodeDown', series, minute: 12, fires },
      ]),
    ).toBe('');
  });

  test('a volume that is nearly full is told, and one that will be', async () => {
    const [free, all] = [volume('available'), volume('capacity')];
    const alert = 'RestateDiskFilling';
    const value = { '$value | humanizePercentage': '10%' };
    const soon = { '$value | humanizePercentage': '39.4%' };
    expect(
      await testRules(RULE, [
        { alert, minute: 20, series: { [free]: '40x30', [all]: '100x30' } },
        { alert, minute: 20, series: { [free]: '10x30', [all]: '100x30' }, fires: claim, value },
        // 0.03 a minute: 86 in two days.
        {
          alert,
          minute: 20,
          series: { [free]: '40-0.03x30', [all]: '100x30' },
          fires: claim,
          value: soon,
        },
        // A large free volume that is written to fast is given time.
        { alert, minute: 20, series: { [free]: '90-0.1x30', [all]: '100x30' } },
      ]),
    ).toBe('');
  });

  test('snapshots that are too old, or fail, are told', async () => {
    const age = `restate_partition_snapshot_age_seconds{namespace="${NAMESPACE}",quantile="1.0"}`;
    const failed = `restate_partition_store_snapshots_upload_failed_total{namespace="${NAMESPACE}"}`;
    const value = { '$value | humanizeDuration': '1d 3h 46m 40s' };
    expect(
      await testRules(RULE, [
        { alert: 'RestateSnapshotTooOld', minute: 20, series: { [age]: '3600x30' } },
        // None was ever taken, or the server has not looked yet.
        { alert: 'RestateSnapshotTooOld', minute: 20, series: { [age]: constant('NaN', 30) } },
        {
          alert: 'RestateSnapshotTooOld',
          minute: 20,
          series: { [age]: '100000x30' },
          fires: inCluster,
          value,
        },
        { alert: 'RestateSnapshotFailing', minute: 90, series: { [failed]: '3x120' } },
        {
          alert: 'RestateSnapshotFailing',
          minute: 90,
          series: { [failed]: '0+1x120' },
          fires: inCluster,
        },
      ]),
    ).toBe('');
  });
});

/** What a release does not tell; all else it must. */
const NOT_TOLD: { readonly [version in RestateVersion]: readonly string[] } = {
  '1.5': [
    'restate_num_active_partition_leaders',
    'restate_partition_snapshot_age_seconds',
    'restate_partition_store_snapshots_upload_failed_total',
    'restate_invoker_concurrency_slots_acquired',
    'restate_invoker_concurrency_slots_released',
  ],
  '1.6': [
    'restate_num_active_partition_leaders',
    'restate_invoker_concurrency_slots_acquired',
    'restate_invoker_concurrency_slots_released',
  ],
  '1.7': ['restate_partition_is_effective_leader', 'restate_invoker_available_slots'],
};

/** A bucket that is there, and one that is not. */
const snapshotsTo = (bucket: string) => ({
  ...OBJECT_STORE_ENV,
  AWS_REGION: 'eu-central-1',
  RESTATE_WORKER__SNAPSHOTS__AWS_REGION: 'eu-central-1',
  RESTATE_WORKER__SNAPSHOTS__DESTINATION: `s3://${bucket}/snapshots`,
  RESTATE_WORKER__SNAPSHOTS__SNAPSHOT_INTERVAL_NUM_RECORDS: '1',
});

const pageOf = async (server: RestateServer) => {
  const { hostname } = new URL(server.client.admin);
  return (await fetch(`http://${hostname}:5122/metrics`)).text();
};

describe.each(RESTATE_VERSIONS)('Restate %s', (version) => {
  useFixture(
    () => ObjectStore.start(cluster.access.folder, 'eu-central-1', ['snapshots']),
    (store) => store.stop(),
  );
  const server = useRestate({ version, env: snapshotsTo('snapshots') });
  const failing = useRestate({ version, address: '10.0.2.2', env: snapshotsTo('missing') });

  test('tells each metric that the alerts and the dashboard ask for', async () => {
    const missing = async () => {
      const told = metricNames(`${await pageOf(server)}\n${await pageOf(failing)}`);
      return NAMES.filter((name) => !told.has(name)).sort();
    };
    // The first snapshots take their time; should one of the names be wrong, the comparison says which.
    const isAll = async () => (await missing()).length <= NOT_TOLD[version].length;
    await waitUntil({ for: 'all metrics', timeoutMs: 90_000 }, isAll).catch(() => undefined);
    expect(await missing()).toEqual([...NOT_TOLD[version]].sort());
  });

  test('with all leaders it raises no alert, and with one partition less it does', async () => {
    const series = await waitUntil({ for: 'all leaders' }, async () => {
      const found = seriesOf(
        await pageOf(server),
        `namespace="${NAMESPACE}",pod="restate-0"`,
        NAMES,
      );
      return leadersIn(found) === 2 && found;
    });
    const [partitions] = Object.keys(series).filter((name) => /^restate_num_partitions/.test(name));
    const alert = 'RestateNoLeader';
    expect(
      await testRules(RULE, [
        { alert, series, minute: 10 },
        { alert: 'RestateSnapshotTooOld', series, minute: 30 },
        {
          alert,
          series: { ...series, [partitions]: '3x120' },
          minute: 10,
          fires: { namespace: NAMESPACE },
          value: { $value: '2' },
        },
      ]),
    ).toBe('');
  });
});

function leadersIn(series: Series): number {
  const counts = Object.entries(series).filter(([name]) =>
    /_(effective_leader|partition_leaders)\{/.test(name),
  );
  return counts.reduce((sum, [, value]) => sum + parseInt(value, 10), 0);
}
