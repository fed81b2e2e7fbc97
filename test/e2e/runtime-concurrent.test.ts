import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { nodeImage, serviceImage } from './harness/node/images';
import { Node } from './harness/node/node';
import { RestateServer } from './harness/restate/restate-server';
import { RuntimeBench } from './harness/runtime/runtime-fixture';
import { isChange } from './harness/runtime/tap';
import type { Tamper } from './harness/runtime/tap';
import { TappedRuntime } from './harness/runtime/tapped-runtime';

const cluster = Cluster.connect();
const describeOwn = cluster.access.own ? describe : describe.skip;

describeOwn('runs that meet each other', () => {
  let node: Node;
  let restate: RestateServer;
  let bench: RuntimeBench;

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

  afterEach(() => bench.remove());

  const states = async (of: RuntimeBench, name = 'greeter') =>
    (await of.deployment(name)).versions.map(({ state }) => state);

  describe('of one runtime', () => {
    let one: TappedRuntime;
    let other: TappedRuntime;
    let service: string;

    async function start(name: string): Promise<void> {
      service = name;
      const namespace = `meet-${name.toLowerCase()}`;
      bench = await RuntimeBench.create(cluster, node, namespace);
      one = await TappedRuntime.start(cluster, { namespace, admin: restate.client.admin });
      other = await TappedRuntime.start(cluster, { namespace, admin: restate.client.admin });
    }

    afterEach(async () => {
      await one.stop();
      await other.stop();
    });

    /** Both runs ask for the admin API at the address that the app names. */
    const deploy = (version: string) =>
      bench.deploy({
        admin: RestateAdmin.fromUrl(one.admin.url),
        services: { greeter: { version, env: { SERVICE: service } } },
      });
    const greet = () => restate.client.invoke(`${service}/greet`, 'you');
    const changes = (method: string) =>
      one.admin.requests.filter((each) => isChange(each) && each.method === method);

    test('two sweeps at once register a version once, and drain it once', async () => {
      await start('Pair');
      const both = () => Promise.all([one.sweep(), other.sweep()]);
      await deploy('v1');
      await both();
      expect(await greet()).toBe('v1: hello you');
      expect(changes('POST')).toHaveLength(1);

      const invocation = await restate.client.send(`${service}/wait`, 'pair');
      const awakeable = await bench.waiting('greeter', 'pair');
      await deploy('v2');
      const sweeps = both();
      await bench.version('greeter', ({ state }) => state === 'Draining');
      expect(await greet()).toBe('v2: hello you');
      expect(changes('POST')).toHaveLength(2);
      expect(changes('DELETE')).toEqual([]);
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      expect(await sweeps).toMatchObject([{ exit: 0 }, { exit: 0 }]);
      expect(changes('DELETE')).toHaveLength(1);
      expect(await states(bench)).toEqual(['Latest', 'Retained']);
    });

    test('a sweep that a roll back overtakes at any of its changes takes nothing from it', async () => {
      await start('Stale');
      let overtaken = 0;
      for (let nth = 1; ; nth++) {
        await deploy('v1');
        await other.register('greeter', await bench.desiredHash('greeter'));
        await deploy('v2');
        await other.register('greeter', await bench.desiredHash('greeter'));
        const held = holdChange(nth, one);
        const sweep = one.sweep();
        if ((await Promise.race([held.reached, sweep])) !== undefined) break;
        overtaken++;
        // The sweep goes on in the midst of it all.
        const rolledBack = deploy('v1').then(async () =>
          other.register('greeter', await bench.desiredHash('greeter')),
        );
        setTimeout(held.release, 2_000);
        expect(await rolledBack).toMatchObject({ exit: 0 });
        expect(await sweep).toMatchObject({ exit: 0 });
        // What the change that was held has undone, the next run makes good.
        await other.run();
        expect(await greet()).toBe('v1: hello you');
        expect((await bench.deployment('greeter')).versions[0]).toMatchObject({
          state: 'Latest',
          replicas: { desired: 1 },
        });
      }
      // Written down, deregistered, scaled, written down again, and told.
      expect(overtaken).toBeGreaterThanOrEqual(5);
      expect(await states(bench)).toEqual(['Latest', 'Retained']);
    });

    test('the Job of a version that is not desired any more changes nothing, and says why', async () => {
      await start('Late');
      await deploy('v1');
      const late = await bench.desiredHash('greeter');
      await one.sweep();
      await deploy('v2');
      await one.sweep();
      const before = one.admin.requests.filter(isChange).length;
      expect(await other.register('greeter', late)).toEqual({
        exit: 4,
        message: expect.stringMatching(
          /^superseded: the desired state of greeter is \w+ \(version \w+\), not \w+$/,
        ),
      });
      expect(one.admin.requests.filter(isChange)).toHaveLength(before);
      expect(other.kubernetes.requests.filter(isChange)).toEqual([]);
      expect(await greet()).toBe('v2: hello you');
    });
  });

  test('two apps in one namespace each look after their own, and tell of what both want', async () => {
    bench = await RuntimeBench.create(cluster, node, 'meet-apps');
    const neighbour = bench.ofRuntime('neighbour');
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    const apple = (version: string) => ({ apple: { version, env: { SERVICE: 'Apple' } } });
    const pear = (version: string) => ({ pear: { version, env: { SERVICE: 'Pear' } } });
    await Promise.all([
      bench.apply({ admin, services: apple('v1') }),
      neighbour.apply({ admin, services: pear('v1') }),
    ]);
    await Promise.all([bench.registered('apple'), neighbour.registered('pear')]);
    await bench.apply({ admin, services: apple('v2') });
    await bench.registered('apple');
    await Promise.all([bench.startSweep(), neighbour.startSweep()]);
    await Promise.all([bench.sweepEnded(), neighbour.sweepEnded()]);
    expect(await states(bench, 'apple')).toEqual(['Latest', 'Retained']);
    expect(await states(neighbour, 'pear')).toEqual(['Latest']);
    expect(await restate.client.invoke('Pear/greet', 'you')).toBe('v1: hello you');

    // The same name and template: one object for both.
    await neighbour.apply({ admin, services: { ...pear('v1'), ...apple('v2') } });
    await neighbour.registered('apple');
    await bench.startSweep();
    await bench.sweepEnded();
    const { conditions } = await bench.deployment('apple');
    expect(conditions).toContainEqual(
      expect.objectContaining({
        reason: 'NotOurs',
        message: expect.stringMatching(
          /^apple-\w+ belongs to the runtime neighbour; rename one of the two deployments$/,
        ),
      }),
    );
    expect(await restate.client.invoke('Apple/greet', 'you')).toBe('v2: hello you');
  });
});

/** Stops a run before its nth change arrives, until it is released. */
function holdChange(nth: number, { kubernetes, admin }: TappedRuntime) {
  let release!: () => void;
  let reach!: () => void;
  const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const reached = new Promise<undefined>((resolve) => (reach = () => resolve(undefined)));
  let seen = 0;
  const tamper: Tamper = async (request) => {
    if (!isChange(request) || ++seen !== nth) return undefined;
    reach();
    return released;
  };
  kubernetes.tamper = tamper;
  admin.tamper = tamper;
  return { reached, release };
}
