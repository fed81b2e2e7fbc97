import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster';
import { nodeImage, serviceImage } from './harness/images';
import { Node } from './harness/node';
import { RestateServer } from './harness/restate-server';
import { RuntimeBench } from './harness/runtime-bench';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('a runtime whose mode is changed', () => {
  let node: Node;
  let restate: RestateServer;
  let bench: RuntimeBench;

  beforeAll(async () => {
    node = await Node.start(cluster, {
      images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
    });
    restate = await RestateServer.start(cluster.access.folder);
    bench = await RuntimeBench.create(cluster, node, 'mode');
  });

  afterAll(async () => {
    await bench.remove();
    await restate.stop();
    await node.stop();
  });

  const apply = (mode: RestateRuntimeMode, version: string) =>
    bench.apply({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      mode,
      services: { greeter: { version } },
    });
  /** What runs the runtime in the end. */
  const host = (expected: string) =>
    waitUntil({ for: `${expected} to be the only host`, timeoutMs: 180_000 }, async () => {
      const found = await bench.kubectl('get', 'cronjobs,deployments', '-o', 'name');
      return found.trim() === expected;
    });
  const answers = (version: string) =>
    waitUntil(
      { for: `${version} to answer`, timeoutMs: 180_000 },
      async () => (await restate.client.invoke('Greeter/greet', 'you')) === `${version}: hello you`,
    );

  test('has its CronJob removed when it becomes a Deployment', async () => {
    await apply(RestateRuntimeMode.jobs(), 'v1');
    await bench.registered('greeter');
    await apply(RestateRuntimeMode.deployment(), 'v2');
    await host('deployment.apps/app');
    await answers('v2');
  });

  test('has its Deployment removed when it becomes a CronJob', async () => {
    await apply(RestateRuntimeMode.jobs(), 'v3');
    await bench.startSweep();
    await host('cronjob.batch/app');
    await answers('v3');
  });
});
