import { parseAllDocuments } from 'yaml';
import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { podLabels } from '../../src/contract';
import { Cluster } from './harness/cluster/cluster';
import { applyObjects } from './harness/example-run';
import { metricNames } from './harness/metrics-page';
import { idlePod, podAddress } from './harness/node/idle-pod';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { checkMetrics, testRules } from './harness/promtool';
import { serviceApp } from './harness/restate/service-app';
import type { ServiceProps } from './harness/restate/service-app';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const NAMESPACE = 'watched-runtime';
const SCRAPER = 'scraper';
const PORT = 9464;
const monitoring = {
  scrapers: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': SCRAPER } } }],
};
const testOfPolicies = process.env.E2E_NETWORK_POLICIES === 'ignore' ? test.skip : test;

/** What is made of a runtime of a mode to be watched. */
function objectsOf(mode: RestateRuntimeMode): any[] {
  const manifests = serviceApp({
    namespace: NAMESPACE,
    admin: RestateAdmin.fromUrl('http://restate:9070'),
    mode,
    monitoring: mode === AS_JOBS ? {} : monitoring,
    services: { greeter: { version: 'v1' } },
  });
  return parseAllDocuments(manifests).map((document) => document.toJS());
}

const AS_JOBS = RestateRuntimeMode.jobs();
const AS_DEPLOYMENT = objectsOf(RestateRuntimeMode.deployment());
const ruleOf = (objects: any[]) => objects.find(({ kind }) => kind === 'PrometheusRule');
const queriesOf = (objects: any[]): string[] => {
  const dashboard = objects.find(({ metadata }) => metadata.name === 'app-dashboard');
  const { panels } = JSON.parse(Object.values<string>(dashboard.data)[0]);
  return [
    ...ruleOf(objects).spec.groups[0].rules.map(({ expr }: any) => expr),
    ...panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr)),
  ];
};

describe('the rules of a runtime, in the real promtool', () => {
  const of = { namespace: NAMESPACE, job: `${NAMESPACE}/app` };
  const own = `namespace="${NAMESPACE}",job="${NAMESPACE}/app"`;
  const alive = {
    [`up{${own}}`]: '1x120',
    [`restate_runtime_last_pass_timestamp_seconds{${own}}`]: '0+60x120',
  };

  test('a Deployment says what fails, and that it does nothing any more', async () => {
    const ready = (reason: string) =>
      `restate_runtime_deployment_ready{${own},deployment="greeter",reason="${reason}"}`;
    const reachable = `restate_runtime_admin_reachable{${own},admin="restate",reason="AdminUnreachable"}`;
    const age = `restate_runtime_oldest_drain_age_seconds{${own}}`;
    const failed = { ...of, deployment: 'greeter', reason: 'RegistrationFailed' };
    const admin = { ...of, admin: 'restate', reason: 'AdminUnreachable' };
    const stalled = 'RestateRuntimeStalled';
    expect(
      await testRules(ruleOf(AS_DEPLOYMENT), [
        {
          alert: 'RestateRegistrationFailed',
          minute: 20,
          series: { [ready('RegistrationFailed')]: '0x30' },
          fires: failed,
        },
        // It has to wait for its pods, which is no failure.
        { alert: 'RestateRegistrationFailed', minute: 20, series: { [ready('NotReady')]: '0x30' } },
        {
          alert: 'RestateAdminUnreachable',
          minute: 10,
          series: { [reachable]: '0x30' },
          fires: admin,
        },
        { alert: 'RestateVersionDraining', minute: 20, series: { [age]: '200000x30' } },
        { alert: 'RestateVersionDraining', minute: 20, series: { [age]: '300000x30' }, fires: of },
        { alert: stalled, minute: 100, series: alive },
        {
          alert: stalled,
          minute: 100,
          series: { ...alive, [`restate_runtime_last_pass_timestamp_seconds{${own}}`]: '0x120' },
          fires: of,
        },
        { alert: stalled, minute: 100, series: { [`up{${own}}`]: '0x120' }, fires: of },
        { alert: stalled, minute: 100, series: {}, fires: of },
      ]),
    ).toBe('');
  });

  test('of Jobs, kube-state-metrics says it', async () => {
    const cronJob = { namespace: NAMESPACE, cronjob: 'app' };
    const inCluster = `namespace="${NAMESPACE}",cronjob="app"`;
    const active = `kube_cronjob_status_active{${inCluster}}`;
    const succeeded = `kube_cronjob_status_last_successful_time{${inCluster}}`;
    const job = 'greeter-register-0a1b2c3d';
    const failed = `kube_job_failed{namespace="${NAMESPACE}",job_name="${job}",condition="true"}`;
    const days = (count: number) => count * 24 * 60;
    expect(
      await testRules(ruleOf(objectsOf(AS_JOBS)), [
        {
          alert: 'RestateRegistrationFailed',
          minute: 20,
          series: { [failed]: '1x30' },
          fires: { namespace: NAMESPACE, job_name: job, condition: 'true' },
        },
        {
          alert: 'RestateRegistrationFailed',
          minute: 20,
          series: { [failed.replace(job, 'nightly-report-28')]: '1x30' },
        },
        { alert: 'RestateVersionDraining', minute: days(2), series: { [active]: `1x${days(4)}` } },
        {
          alert: 'RestateVersionDraining',
          minute: days(3) + 30,
          series: { [active]: `1x${days(4)}` },
          fires: cronJob,
        },
        // Most of the time nothing drains.
        {
          alert: 'RestateVersionDraining',
          minute: days(3) + 30,
          series: { [active]: `1x${days(1)} 0x${days(3)}` },
        },
        { alert: 'RestateRuntimeStalled', minute: 90, series: { [succeeded]: '0+60x120' } },
        {
          alert: 'RestateRuntimeStalled',
          minute: 90,
          series: { [succeeded]: '0x120' },
          fires: cronJob,
        },
      ]),
    ).toBe('');
  });
});

describeOnNode('a runtime that is watched', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, NAMESPACE);

  beforeAll(async () => {
    for (const namespace of [SCRAPER, 'stranger']) {
      await cluster.createNamespace(namespace);
      await applyObjects(cluster, [idlePod(namespace, 'prometheus', podLabels('app'))]);
    }
  });
  afterAll(async () => {
    await Promise.all([SCRAPER, 'stranger'].map((each) => cluster.deleteNamespace(each)));
  });

  const deploy = (services: { [name: string]: ServiceProps }) =>
    fixture.apply({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      mode: RestateRuntimeMode.deployment(),
      monitoring,
      services,
    });
  const address = async () => {
    const selector = 'app.kubernetes.io/component=watch';
    const [pod] = await waitUntil({ for: 'the runtime' }, async () => {
      const pods = await fixture.list('/api/v1', `pods?labelSelector=${selector}`);
      return pods.length === 1 && pods;
    });
    return podAddress(cluster, NAMESPACE, pod.metadata.name);
  };
  const page = async () => (await fetch(`http://${await address()}:${PORT}/metrics`)).text();
  const said = (text: string) =>
    waitUntil({ for: text }, async () => (await page()).split('\n').includes(text));

  test('its objects are what the API server takes by the definitions of the operator', async () => {
    const objects = AS_DEPLOYMENT.filter(({ apiVersion }) => /^monitoring/.test(apiVersion));
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['PodMonitor', 'PrometheusRule']);
    for (const object of [...objects, ruleOf(objectsOf(AS_JOBS))]) {
      const { status, stderr } = await cluster.tryKubectl(
        ['apply', '--server-side', '--validate=strict', '--dry-run=server', '-f', '-'],
        JSON.stringify(object),
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  test('tells what is registered, in all the metrics that its alerts and dashboard ask for', async () => {
    await deploy({ greeter: { version: 'v1' } });
    await said('restate_runtime_deployment_ready{deployment="greeter",reason="Registered"} 1');
    const text = await page();
    const asked = queriesOf(AS_DEPLOYMENT).flatMap((each) => each.match(/\brestate_\w+/g) ?? []);
    const told = metricNames(text);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !told.has(name))).toEqual([]);
    expect(await checkMetrics(text)).toBe('');
  });

  test('tells how long an old version has been draining; the status says since when', async () => {
    await restate.client.send('Greeter/wait', 'one');
    const awakeable = await fixture.waiting('greeter', 'one');
    await deploy({ greeter: { version: 'v2' } });
    await said('restate_runtime_versions{state="Draining"} 1');
    const { drainingSince } = (await fixture.status()).summary!;
    const age = /^restate_runtime_oldest_drain_age_seconds (\S+)$/m.exec(await page())![1];
    expect(Math.abs((Date.now() - Date.parse(drainingSince!)) / 1000 - Number(age))).toBeLessThan(
      3,
    );
    await restate.client.resolveAwakeable(awakeable, 'done');
    await said('restate_runtime_oldest_drain_age_seconds 0');
    await said('restate_runtime_versions{state="Draining"} 0');
  });

  testOfPolicies('who scrapes may connect, and nobody else', async () => {
    const target = `${await address()}:${PORT}`;
    expect(await node.connect(SCRAPER, 'prometheus', [target])).toEqual(['connected']);
    expect(await node.connect('stranger', 'prometheus', [target])).toEqual(['dropped']);
  });

  test('tells that its admin API does not answer', async () => {
    await restate.kill();
    await waitUntil({ for: 'it to be told', timeoutMs: 120_000 }, async () =>
      /^restate_runtime_admin_reachable\{.*reason="AdminUnreachable"\} 0$/m.test(await page()),
    );
  });
});
