import { App, Chart, Testing } from 'cdk8s';
import {
  RestateAdmin,
  RestateDeployment,
  RestateKafkaCluster,
  RestateKafkaSource,
  RestateRuntime,
  RestateSubscription,
} from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { useKubectl } from './harness/command-line';
import { Broker } from './harness/kafka/broker';
import {
  describeOnNode,
  GREETER_NODE,
  useFixture,
  useRestate,
  useRuntimeFixture,
} from './harness/on-node';
import { waitUntil } from './harness/wait';
import { run } from '../cli/run';

const NAMESPACE = 'kafka';
const USER = 'restate';
const PASSWORD = 'e2e-kafka-password';

const cluster = Cluster.connect();
useKubectl();

interface KafkaApp {
  readonly admin: RestateAdmin;
  readonly broker: string;
  /** The handler that the topic `names` goes to; left out, the subscription has left the app. */
  readonly handler?: string;
}

/** A service, a Kafka cluster whose password is in a Secret, and a subscription. */
function kafkaApp({ admin, broker, handler }: KafkaApp): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace: NAMESPACE });
  new RestateRuntime(chart, 'app', { image: 'node:20-alpine' });
  new RestateDeployment(chart, 'greeter', {
    admin,
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        containers: [
          { name: 'greeter', image: 'greeter', ports: [{ name: 'restate', containerPort: 9080 }] },
        ],
      },
    },
  });
  const kafka = new RestateKafkaCluster(chart, 'events', {
    admin,
    brokers: [broker],
    properties: {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'PLAIN',
      'sasl.username': USER,
    },
    secretProperties: { 'sasl.password': { name: 'kafka', key: 'password' } },
  });
  if (handler !== undefined) {
    new RestateSubscription(chart, 'names', {
      source: RestateKafkaSource.fromCluster(kafka, 'names'),
      service: 'Greeter',
      handler,
      options: { 'auto.offset.reset': 'earliest' },
    });
  }
  return app.synthYaml();
}

describeOnNode('an app that subscribes to a topic of Kafka', GREETER_NODE, (node) => {
  const broker = useFixture(
    () =>
      Broker.start(cluster.access.folder, {
        ...{ address: '10.0.2.9', user: USER, password: PASSWORD },
      }),
    (each) => each.stop(),
  );
  const restate = useRestate({ version: '1.7' });
  const fixture = useRuntimeFixture(node, NAMESPACE);

  async function apply(handler?: string): Promise<void> {
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    const manifests = kafkaApp({ admin, broker: broker.address, handler });
    await cluster.kubectl(['apply', '-f', '-'], manifests);
  }

  async function swept(): Promise<void> {
    await fixture.startSweep();
    await fixture.sweepEnded();
  }

  /** Waits for so many invocations of a handler by subscriptions; the ids of these subscriptions. */
  async function invocations(handler: string, count: number): Promise<string[]> {
    const sql = `SELECT invoked_by_subscription_id AS id FROM sys_invocation WHERE target = 'Greeter/${handler}' AND invoked_by = 'subscription'`;
    const found = async () => (await restate.client.query(sql)).map(({ id }) => id as string);
    return waitUntil({ for: `${count} of ${handler}`, timeoutMs: 30_000 }, async () => {
      const ids = await found();
      return ids.length >= count && ids;
    });
  }

  const subscriptions = async (): Promise<Array<{ id: string; sink: string }>> =>
    ((await (await fetch(`${restate.client.admin}/subscriptions`)).json()) as any).subscriptions;

  test('has a handler invoked by each record, once the service is registered', async () => {
    await fixture.kubectl(
      'create',
      'secret',
      'generic',
      'kafka',
      `--from-literal=password=${PASSWORD}`,
    );
    await broker.produce('names', '"Ada"');
    await apply('greet');
    await fixture.registered('greeter');
    await invocations('greet', 1);
    await broker.produce('names', '"Grace"', '"Lin"');
    const ids = await invocations('greet', 3);
    expect(new Set(ids)).toEqual(new Set((await subscriptions()).map(({ id }) => id)));
    expect((await fixture.status()).kafka).toMatchObject([
      { object: 'kafka-cluster/events', conditions: [{ status: 'True' }] },
      { object: 'subscription/names', id: ids[0], conditions: [{ status: 'True' }] },
    ]);
  });

  test('has its password in a Secret, and in no ConfigMap, pod, log or answer of the server', async () => {
    const objects = await fixture.kubectl(
      'get',
      'configmaps,pods,jobs,cronjobs,events',
      '-o',
      'yaml',
    );
    expect(objects).toContain('sasl.password');
    expect(objects).not.toContain(PASSWORD);
    const pods = await fixture.list(
      '/api/v1',
      'pods?labelSelector=app.kubernetes.io/component=register',
    );
    expect(pods).not.toEqual([]);
    for (const { metadata } of pods) {
      expect(node.container(NAMESPACE, metadata.name).log).not.toContain(PASSWORD);
    }
    const answer = await fetch(`${restate.client.admin}/kafka-clusters/events`);
    expect(await answer.text()).not.toContain(PASSWORD);
  });

  test('goes on where it was when the subscription is replaced', async () => {
    await apply('sleep');
    await swept();
    await broker.produce('names', '1');
    await invocations('sleep', 1);
    expect(await subscriptions()).toMatchObject([{ sink: 'service://Greeter/sleep' }]);
    expect(await invocations('greet', 3)).toHaveLength(3);
  });

  test('puts right what somebody has removed, and tells it', async () => {
    const [{ id }] = await subscriptions();
    await fetch(`${restate.client.admin}/subscriptions/${id}`, { method: 'DELETE' });
    await waitUntil({ for: 'it to be gone' }, async () => (await subscriptions()).length === 0);
    await swept();
    expect(await subscriptions()).toMatchObject([{ sink: 'service://Greeter/sleep' }]);
    expect((await fixture.events('Warning')).join()).toContain(
      'removed from the server by somebody',
    );
  });

  test('has no handler invoked any more once the subscription has left it, while that of somebody else goes on', async () => {
    const response = await fetch(`${restate.client.admin}/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        source: 'kafka://events/names',
        sink: 'service://Greeter/wait',
        options: { 'auto.offset.reset': 'earliest' },
      }),
    });
    const { id } = (await response.json()) as { id: string };
    await invocations('wait', 4);
    const before = await invocations('sleep', 1);
    await apply();
    await swept();
    expect((await subscriptions()).map((each) => each.id)).toEqual([id]);
    await broker.produce('names', '2');
    expect(new Set(await invocations('wait', 5))).toEqual(new Set([id]));
    expect(await invocations('sleep', 1)).toHaveLength(before.length);
  });

  test('leaves nothing at the server when it is uninstalled', async () => {
    for (const { id } of await subscriptions()) {
      await fetch(`${restate.client.admin}/subscriptions/${id}`, { method: 'DELETE' });
    }
    await apply('greet');
    await swept();
    expect(await subscriptions()).toHaveLength(1);
    const connection = ['--kubeconfig', cluster.access.kubeconfig, '--namespace', NAMESPACE];
    const ended = await run(['uninstall', 'app', '--force-after', '1s', ...connection]);
    expect(ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('subscription/names: removed'),
      stderr: '',
    });
    expect(await subscriptions()).toEqual([]);
    const clusters = await fetch(`${restate.client.admin}/kafka-clusters`);
    expect(await clusters.json()).toEqual({ clusters: [] });
  });
});
