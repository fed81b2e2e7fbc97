import { readFileSync } from 'node:fs';
import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  RestateAdmin,
  RestateCaBundle,
  RestateCloudEnvironment,
  RestateDeployment,
  RestateRuntime,
} from '../../src';
import { Cluster } from './harness/cluster/cluster';
import type { NodeOptions } from './harness/node/node';
import {
  describeOnNode,
  GREETER_NODE,
  useFixture,
  useRestate,
  useRuntimeFixture,
} from './harness/on-node';
import { RestateCloud } from './harness/restate/restate-cloud';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const namespace = 'cloud-apps';
const TOKEN = 'key_of-the-environment';

const cloud = useFixture(
  () =>
    new RestateCloud(cluster.access.folder, {
      environmentId: 'env_abc',
      region: 'us',
      token: TOKEN,
      admin: 'http://10.0.2.1:9070',
    }),
  (started) => started.stop(),
);

const onNode = (): NodeOptions => ({
  images: {
    ...GREETER_NODE.images,
    'ghcr.io/restatedev/restate-cloud-tunnel-client': cloud.serviceImage('tunnel-client.mjs'),
  },
  hosts: cloud.hosts,
});

describeOnNode('a deployment at Restate Cloud', onNode, (node) => {
  const restate = useRestate(() => ({ env: { SSL_CERT_FILE: cloud.caFile } }));
  const fixture = useRuntimeFixture(node, namespace);

  beforeAll(async () => {
    await cluster.client.create(`/api/v1/namespaces/${namespace}/configmaps`, {
      metadata: { name: 'cloud-ca' },
      data: { 'ca.pem': readFileSync(cloud.caFile, 'utf8') },
    });
  });

  test('says what is wrong as long as its token is missing', async () => {
    await apply('v1');
    const { reason, message } = await readyCondition(/token/);
    expect(reason).toBe('KeyMissing');
    expect(message).toMatch(/\/token is missing: create the Secret/);
    expect(await event(/token is missing/)).toMatch(message);
  });

  test('says what Restate Cloud answers to a wrong token, and never the token', async () => {
    await setToken('wrong-token');
    const { reason, message } = await readyCondition(/not valid/);
    expect(reason).toBe('Unauthorized');
    expect(message).toContain('401 the token is not valid for this environment');
    expect(await event(/not valid/)).toMatch(message);
    const everything = await fixture.kubectl('get', 'events,configmaps,pods,jobs', '-o', 'json');
    expect(everything).not.toContain('wrong-token');
  });

  test('is registered by the address of the tunnel, and answers through it, with the right token', async () => {
    await setToken(TOKEN);
    await fixture.registered('greeter');
    const { object } = await fixture.version('greeter', ({ state }) => state === 'Latest');
    const target = `/abc/mine/http/${object}.${namespace}.svc.cluster.local/9080/`;
    const [{ uri }] = await restate.client.deployments();
    expect(uri).toBe(`https://tunnel.us.restate.cloud:9080${target}`);
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
    expect(cloud.calls).toContain(`${target}invoke/Greeter/greet`);
    expect(await event(/ is reachable$/)).toMatch(/The admin API at .* is reachable/);
  });

  test('is replaced by its next version, and the old one is drained over the same tunnel', async () => {
    await apply('v2');
    await fixture.registered('greeter');
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
    await fixture.startSweep();
    await waitUntil(
      { for: 'the old version to be deregistered', timeoutMs: 180_000 },
      async () => (await restate.client.deployments()).length === 1,
    );
    await fixture.sweepEnded();
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
  });

  async function apply(version: string): Promise<void> {
    const app = new App({ outdir: Testing.app().outdir });
    const chart = new Chart(app, 'app', { namespace });
    new RestateRuntime(chart, 'app', { image: 'node:20-alpine' });
    const environment = new RestateCloudEnvironment(chart, 'env', {
      environmentId: 'env_abc',
      region: 'us',
      signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
      bearerToken: { name: 'cloud', key: 'token' },
      tunnelName: 'mine',
    });
    new RestateDeployment(chart, 'greeter', {
      admin: RestateAdmin.fromCloud(environment, {
        ca: RestateCaBundle.fromConfigMap('cloud-ca', 'ca.pem'),
      }),
      drainDelay: Duration.seconds(1),
      rawTemplate: {
        metadata: { labels: { app: 'greeter' } },
        spec: {
          containers: [
            { name: 'app', image: 'greeter', env: [{ name: 'VERSION', value: version }] },
          ],
        },
      },
    });
    await cluster.kubectl(['apply', '-f', '-'], app.synthYaml());
  }

  /** Puts the token in place; a pod that runs would see it within a minute, a new one does at once. */
  async function setToken(token: string): Promise<void> {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cloud', namespace },
      stringData: { token },
    };
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(secret));
    // The tunnel's pods mount the key itself, which Kubernetes never changes in a pod that runs.
    const pods = [
      'app.kubernetes.io/component=register',
      'app.kubernetes.io/name=restate-cloud-tunnel-client',
    ];
    for (const selector of pods) {
      await fixture.kubectl('delete', 'pods', '-l', selector, '--grace-period=1');
    }
  }

  /** The message of an Event about the admin API, once there is one. */
  async function event(message: RegExp): Promise<string> {
    return waitUntil({ for: `an Event that says ${message}`, timeoutMs: 180_000 }, async () => {
      const events = await fixture.list('/api/v1', 'events');
      return events.map((each) => each.message as string).find((text) => message.test(text));
    });
  }

  async function readyCondition(message: RegExp): Promise<any> {
    return waitUntil({ for: `a condition that says ${message}`, timeoutMs: 180_000 }, async () => {
      const deployment = await fixture.deployment('greeter').catch(() => undefined);
      const ready = deployment?.conditions.find(({ type }) => type === 'Ready');
      return ready?.status !== 'True' && message.test(ready?.message ?? '') ? ready : undefined;
    });
  }
});
