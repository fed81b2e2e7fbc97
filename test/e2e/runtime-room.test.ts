import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { nodeImage, serviceImage } from './harness/node/images';
import { Node } from './harness/node/node';
import { RestateServer } from './harness/restate/restate-server';
import type { ServiceProps } from './harness/restate/service-app';
import { RuntimeBench } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('a new version that can not be registered yet', () => {
  let node: Node;
  let restate: RestateServer;

  beforeAll(async () => {
    node = await Node.start(cluster, {
      images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
    });
    restate = await RestateServer.start(cluster.access.folder);
  });

  afterAll(async () => {
    await restate.stop();
    await node.stop();
  });

  const apply = (bench: RuntimeBench, greeter: ServiceProps) =>
    bench.apply({ admin: RestateAdmin.fromUrl(restate.client.admin), services: { greeter } });

  describe('for lack of room', () => {
    let bench: RuntimeBench;
    const env = { SERVICE: 'Crowded' };

    beforeAll(async () => {
      bench = await RuntimeBench.create(cluster, node, 'room');
      const create = (kind: string, spec: object) =>
        cluster.client.create(`/api/v1/namespaces/room/${kind}`, {
          metadata: { name: 'room' },
          spec,
        });
      // Two versions fit in, and the runtime's own pods.
      await create('limitranges', {
        limits: [{ type: 'Container', defaultRequest: { cpu: '1' } }],
      });
      await create('resourcequotas', { hard: { 'requests.cpu': '2500m' } });
    });

    afterAll(() => bench.remove());

    test('gets it from an older one, once that has drained', async () => {
      await apply(bench, { version: 'v1', env });
      await bench.registered('greeter');
      const invocation = await restate.client.send('Crowded/wait', 'room');
      const awakeable = await bench.waiting('greeter', 'room');
      await apply(bench, { version: 'v2', env });
      await bench.registered('greeter');

      await apply(bench, { version: 'v3', env });
      await waitUntil({ for: 'the reason to be told', timeoutMs: 120_000 }, async () =>
        (await bench.deployment('greeter')).conditions.some(({ message }) =>
          /Not ready: cannot create pods: .* exceeded quota/.test(message),
        ),
      );
      expect(await restate.client.invoke('Crowded/greet', 'you')).toBe('v2: hello you');

      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      await bench.registered('greeter');
      expect(await restate.client.invoke('Crowded/greet', 'you')).toBe('v3: hello you');
    });
  });

  describe('because its deployment is paused', () => {
    let bench: RuntimeBench;
    const env = { SERVICE: 'Paused' };

    beforeAll(async () => {
      bench = await RuntimeBench.create(cluster, node, 'paused');
    });

    afterAll(() => bench.remove());

    test('is left alone, and so is the one before', async () => {
      await apply(bench, { version: 'v1', env });
      await bench.registered('greeter');
      const before = await restate.client.deployments();
      await apply(bench, { version: 'v2', env, paused: true });
      expect(await bench.registered('greeter')).toMatch(/while the deployment is paused/);
      await bench.startSweep();
      await bench.sweepEnded();
      expect(await restate.client.deployments()).toEqual(before);
      expect(await restate.client.invoke('Paused/greet', 'you')).toBe('v1: hello you');
    });

    test('is registered when that is over', async () => {
      await apply(bench, { version: 'v2', env });
      await bench.registered('greeter');
      expect(await restate.client.invoke('Paused/greet', 'you')).toBe('v2: hello you');
      await bench.startSweep();
      await bench.sweepEnded();
      const { versions } = await bench.deployment('greeter');
      expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    });
  });
});
