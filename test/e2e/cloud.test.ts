import { readFileSync } from 'node:fs';
import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  RestateAdmin,
  RestateCaBundle,
  RestateCloudEnvironment,
  RestateDeployment,
  RestateRuntime,
} from '../../src';
import { Cluster } from './harness/cluster';
import { nodeImage, serviceImage } from './harness/images';
import { Node } from './harness/node';
import { RestateCloud } from './harness/restate-cloud';
import { RestateServer } from './harness/restate-server';
import { RuntimeBench } from './harness/runtime-bench';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const namespace = 'cloud-apps';
const TOKEN = 'key_of-the-environment';

/** These tests are a node themselves, so that they run on our own control plane alone. */
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('a deployment at Restate Cloud', () => {
  let node: Node;
  let restate: RestateServer;
  let cloud: RestateCloud;
  let bench: RuntimeBench;

  beforeAll(async () => {
    node = await Node.start(cluster, {
      images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
      hosts: RestateCloud.hosts,
    });
    cloud = new RestateCloud(cluster.access.folder, TOKEN, 'http://10.0.2.1:9070');
    restate = await RestateServer.start(cluster.access.folder, {
      env: { SSL_CERT_FILE: cloud.caFile },
    });
    bench = await RuntimeBench.create(cluster, node, namespace);
    await cluster.client.create(`/api/v1/namespaces/${namespace}/configmaps`, {
      metadata: { name: 'cloud-ca' },
      data: { 'ca.pem': readFileSync(cloud.caFile, 'utf8') },
    });
  });

  afterAll(async () => {
    await bench?.remove();
    await restate?.stop();
    cloud?.stop();
    await node.stop();
  });

  test('says what is wrong as long as its token is missing', async () => {
    await apply('v1');
    const { reason, message } = await readyCondition(/token/);
    expect(reason).toBe('AdminUnreachable');
    expect(message).toMatch(/\/token is missing: create the Secret/);
  });

  test('says what Restate Cloud answers to a wrong token, and never the token', async () => {
    await setToken('wrong-token');
    const { message } = await readyCondition(/not valid/);
    expect(message).toContain('the token is not valid for this environment');
    const everything = await bench.kubectl('get', 'events,configmaps,pods,jobs', '-o', 'json');
    expect(everything).not.toContain('wrong-token');
  });

  async function apply(version: string): Promise<void> {
    const app = new App({ outdir: Testing.app().outdir });
    const chart = new Chart(app, 'app', { namespace });
    new RestateRuntime(chart, 'app', { image: 'node:20-alpine' });
    const environment = new RestateCloudEnvironment(chart, 'env', {
      environmentId: RestateCloud.environmentId,
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
    const register = 'app.kubernetes.io/component=register';
    await bench.kubectl('delete', 'pods', '-l', register, '--grace-period=1');
  }

  async function readyCondition(message: RegExp): Promise<any> {
    return waitUntil({ for: `a condition that says ${message}`, timeoutMs: 60_000 }, async () => {
      const deployment = await bench.deployment('greeter').catch(() => undefined);
      const ready = deployment?.conditions.find(({ type }) => type === 'Ready');
      return ready?.status !== 'True' && message.test(ready?.message ?? '') ? ready : undefined;
    });
  }
});
