import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate } from './harness/on-node';
import { InProcessRuntime } from './harness/runtime/in-process-runtime';
import { isChange } from './harness/runtime/intercepting-proxy';
import type { Intercept } from './harness/runtime/intercepting-proxy';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';

const cluster = Cluster.connect();

describeOnNode('runs that meet each other', GREETER_NODE, (node) => {
  const restate = useRestate();
  let fixture: RuntimeFixture;

  afterEach(() => fixture.remove());

  const states = async (of: RuntimeFixture, name = 'greeter') =>
    (await of.deployment(name)).versions.map(({ state }) => state);

  describe('of one runtime', () => {
    let one: InProcessRuntime;
    let other: InProcessRuntime;
    let service: string;

    async function start(name: string): Promise<void> {
      service = name;
      const namespace = `meet-${name.toLowerCase()}`;
      fixture = await RuntimeFixture.create(cluster, node, namespace);
      one = await InProcessRuntime.start(cluster, { namespace, admin: restate.client.admin });
      other = await InProcessRuntime.start(cluster, { namespace, admin: restate.client.admin });
    }

    afterEach(async () => {
      await one.stop();
      await other.stop();
    });

    /** Both runs ask for the admin API at the address that the app names. */
    const deploy = (version: string) =>
      fixture.deploy({
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
      const awakeable = await fixture.waiting('greeter', 'pair');
      await deploy('v2');
      const sweeps = both();
      await fixture.version('greeter', ({ state }) => state === 'Draining');
      expect(await greet()).toBe('v2: hello you');
      expect(changes('POST')).toHaveLength(2);
      expect(changes('DELETE')).toEqual([]);
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      expect(await sweeps).toMatchObject([{ exit: 0 }, { exit: 0 }]);
      expect(changes('DELETE')).toHaveLength(1);
      expect(await states(fixture)).toEqual(['Latest', 'Retained']);
    });

    test('a sweep that a roll back overtakes at any of its changes takes nothing from it', async () => {
      await start('Stale');
      let overtaken = 0;
      for (let nth = 1; ; nth++) {
        await deploy('v1');
        await other.register('greeter', await fixture.desiredHash('greeter'));
        await deploy('v2');
        await other.register('greeter', await fixture.desiredHash('greeter'));
        const held = holdChange(nth, one);
        const sweep = one.sweep();
        if ((await Promise.race([held.reached, sweep])) !== undefined) break;
        overtaken++;
        // The sweep goes on in the midst of it all.
        const rolledBack = deploy('v1').then(async () =>
          other.register('greeter', await fixture.desiredHash('greeter')),
        );
        setTimeout(held.release, 2_000);
        expect(await rolledBack).toMatchObject({ exit: 0 });
        expect(await sweep).toMatchObject({ exit: 0 });
        // What the change that was held has undone, the next run makes good.
        await other.run();
        expect(await greet()).toBe('v1: hello you');
        expect((await fixture.deployment('greeter')).versions[0]).toMatchObject({
          state: 'Latest',
          replicas: { desired: 1 },
        });
      }
      // Written down, deregistered, scaled, written down again, and told.
      expect(overtaken).toBeGreaterThanOrEqual(5);
      expect(await states(fixture)).toEqual(['Latest', 'Retained']);
    });

    test('the Job of a version that is not desired any more changes nothing, and says why', async () => {
      await start('Late');
      await deploy('v1');
      const late = await fixture.desiredHash('greeter');
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
    fixture = await RuntimeFixture.create(cluster, node, 'meet-apps');
    const neighbour = fixture.ofRuntime('neighbour');
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    const apple = (version: string) => ({ apple: { version, env: { SERVICE: 'Apple' } } });
    const pear = (version: string) => ({ pear: { version, env: { SERVICE: 'Pear' } } });
    await Promise.all([
      fixture.apply({ admin, services: apple('v1') }),
      neighbour.apply({ admin, services: pear('v1') }),
    ]);
    await Promise.all([fixture.registered('apple'), neighbour.registered('pear')]);
    await fixture.apply({ admin, services: apple('v2') });
    await fixture.registered('apple');
    await Promise.all([fixture.startSweep(), neighbour.startSweep()]);
    await Promise.all([fixture.sweepEnded(), neighbour.sweepEnded()]);
    expect(await states(fixture, 'apple')).toEqual(['Latest', 'Retained']);
    expect(await states(neighbour, 'pear')).toEqual(['Latest']);
    expect(await restate.client.invoke('Pear/greet', 'you')).toBe('v1: hello you');

    // The same name and template: one object for both.
    await neighbour.apply({ admin, services: { ...pear('v1'), ...apple('v2') } });
    await neighbour.registered('apple');
    await fixture.startSweep();
    await fixture.sweepEnded();
    const { conditions } = await fixture.deployment('apple');
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
function holdChange(nth: number, { kubernetes, admin }: InProcessRuntime) {
  let release!: () => void;
  let reach!: () => void;
  const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const reached = new Promise<undefined>((resolve) => (reach = () => resolve(undefined)));
  let seen = 0;
  const intercept: Intercept = async (request) => {
    if (!isChange(request) || ++seen !== nth) return undefined;
    reach();
    return released;
  };
  kubernetes.intercept = intercept;
  admin.intercept = intercept;
  return { reached, release };
}
