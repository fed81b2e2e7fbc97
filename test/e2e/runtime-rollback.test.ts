import { Duration } from 'cdk8s';
import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';

const cluster = Cluster.connect();

describeOnNode('a roll back', GREETER_NODE, (node) => {
  const restate = useRestate();

  describe.each([
    { way: 'kubectl apply', namespace: 'rollback-client', flags: [] },
    {
      way: 'kubectl apply --server-side',
      namespace: 'rollback-server',
      flags: ['--server-side'],
    },
  ])('by $way', ({ namespace, flags }) => {
    const fixture = useRuntimeFixture(node, namespace);
    /** Of this way: the other must not find its services. */
    const service = namespace;

    /** Applies a version, waits for its Job, and looks whether it serves; the name of its objects. */
    async function deploy(version: string, props: object = {}): Promise<string> {
      await fixture.apply(
        {
          admin: RestateAdmin.fromUrl(restate.client.admin),
          services: { greeter: { version, env: { SERVICE: service }, ...props } },
        },
        ...flags,
      );
      const message = await fixture.registered('greeter');
      expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe(`${version}: hello you`);
      const served = (await restate.client.services()).find(({ name }) => name === service);
      expect(message).toContain(` ${served.deployment_id} `);
      return (await fixture.deployment('greeter')).versions[0].object;
    }
    /** The objects, and whether anything of them is registered. */
    const states = async () =>
      (await fixture.deployment('greeter')).versions.map(({ object, state }) => ({
        object,
        state,
      }));
    const annotations = async (object: string) => {
      const path = `/apis/apps/v1/namespaces/${namespace}/replicasets/${object}`;
      return (await cluster.client.get(path)).metadata.annotations;
    };

    let v1: string;
    let v2: string;

    test('while the version drains: it serves again, and the newer one drains', async () => {
      v1 = await deploy('v1');
      const invocation = await restate.client.send(`${service}/wait`, namespace);
      const awakeable = await fixture.waiting('greeter', namespace);
      v2 = await deploy('v2');
      await fixture.startSweep();
      await fixture.version('greeter', ({ state }) => state === 'Draining');

      expect(await deploy('v1')).toBe(v1);
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      await fixture.sweepEnded();
      expect(await states()).toEqual([
        { object: v1, state: 'Latest' },
        { object: v2, state: 'Retained' },
      ]);
    });

    test('to a version that is kept at 0 replicas: its pods come back before it serves', async () => {
      expect(await deploy('v2')).toBe(v2);
      await fixture.startSweep();
      await fixture.sweepEnded();
      expect(await states()).toEqual([
        { object: v2, state: 'Latest' },
        { object: v1, state: 'Retained' },
      ]);
    });

    test('to a version that was removed: it is made anew', async () => {
      const props = { revisionHistoryLimit: 0 };
      await deploy('v2', props);
      await fixture.startSweep();
      await fixture.sweepEnded();
      expect(await fixture.objects()).toEqual([`replicasets/${v2}`, `services/${v2}`]);
      expect(await deploy('v1', props)).toBe(v1);
      await fixture.startSweep();
      await fixture.sweepEnded();
      expect(await states()).toEqual([{ object: v1, state: 'Latest' }]);
    });

    test('within the drain delay: the removal is taken back', async () => {
      const props = { drainDelay: Duration.minutes(10) };
      await deploy('v2', props);
      await fixture.startSweep();
      const drained = await fixture.version('greeter', ({ state }) => state === 'Drained');
      expect(drained.object).toBe(v1);
      expect(await annotations(v1)).toHaveProperty(['restate.dev/remove-version-at']);

      await deploy('v1', props);
      expect(await annotations(v1)).not.toHaveProperty(['restate.dev/remove-version-at']);
      const next = await fixture.version('greeter', ({ state }) => state === 'Drained');
      expect(next.object).toBe(v2);
      expect(next.replicas).toEqual({ desired: 1, ready: 1 });
    });
  });
});
