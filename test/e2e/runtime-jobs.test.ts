import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { nodeImage, RESTATE_VERSIONS, serviceImage } from './harness/node/images';
import { Node } from './harness/node/node';
import { RestateServer } from './harness/restate/restate-server';
import { RuntimeBench } from './harness/runtime/runtime-fixture';

const cluster = Cluster.connect();
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('a deployment whose versions are registered by Jobs', () => {
  let node: Node;

  beforeAll(async () => {
    node = await Node.start(cluster, {
      images: { greeter: serviceImage('greeter.mjs'), node: nodeImage() },
    });
  });

  afterAll(() => node.stop());

  describe.each(RESTATE_VERSIONS)('with Restate %s', (version) => {
    let restate: RestateServer;
    let bench: RuntimeBench;

    beforeAll(async () => {
      restate = await RestateServer.start(cluster.access.folder, { version });
      bench = await RuntimeBench.create(cluster, node, `jobs-${version.replace('.', '-')}`);
    });

    afterAll(async () => {
      await bench.remove();
      await restate.stop();
    });

    const admin = () => RestateAdmin.fromUrl(restate.client.admin);
    const deploy = (greeter: string) =>
      bench.apply({ admin: admin(), services: { greeter: { version: greeter } } });

    test('the Job completes once the version is the latest, and its message says so', async () => {
      await deploy('v1');
      expect(await bench.registered('greeter')).toMatch(/^Version \w+ is registered as dp_/);
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
    });

    test('an old version stays while an invocation is pinned to it, and the status says why', async () => {
      const invocation = await restate.client.send('Greeter/wait', 'one');
      const awakeable = await bench.waiting('greeter', 'one');
      await deploy('v2');
      await bench.registered('greeter');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');

      await bench.startSweep();
      const old = await bench.version('greeter', ({ state }) => state === 'Draining');
      expect(old.blockers).toEqual([
        expect.stringMatching(/^invocations that started on it: 1 (in flight|running|suspended)$/),
      ]);
      expect(old.replicas).toEqual({ desired: 1, ready: 1 });
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
    });

    test('it is then deregistered and kept at 0 replicas, and the sweep ends', async () => {
      const old = await bench.version('greeter', ({ state }) => state === 'Retained');
      expect(old.replicas).toMatchObject({ desired: 0 });
      expect(await restate.client.deployments()).toHaveLength(1);
      await bench.sweepEnded();
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
    });

    test('rolled back, the retained version serves again and the other drains', async () => {
      await deploy('v1');
      await bench.registered('greeter');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      await bench.startSweep();
      await bench.sweepEnded();
      const { versions } = await bench.deployment('greeter');
      expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    });
  });
});
