import { RestateAdmin } from '../../src';
import { RESTATE_VERSIONS } from './harness/node/images';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';

describeOnNode('a deployment whose versions are registered by Jobs', GREETER_NODE, (node) => {
  describe.each(RESTATE_VERSIONS)('with Restate %s', (version) => {
    const restate = useRestate({ version });
    const fixture = useRuntimeFixture(node, `jobs-${version.replace('.', '-')}`);

    const admin = () => RestateAdmin.fromUrl(restate.client.admin);
    const deploy = (greeter: string) =>
      fixture.apply({ admin: admin(), services: { greeter: { version: greeter } } });

    test('the Job completes once the version is the latest, and its message says so', async () => {
      await deploy('v1');
      expect(await fixture.registered('greeter')).toMatch(/^Version \w+ is registered as dp_/);
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
    });

    test('an old version stays while an invocation is pinned to it, and the status says why', async () => {
      const invocation = await restate.client.send('Greeter/wait', 'one');
      const awakeable = await fixture.waiting('greeter', 'one');
      await deploy('v2');
      await fixture.registered('greeter');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');

      await fixture.startSweep();
      const old = await fixture.version('greeter', ({ state }) => state === 'Draining');
      expect(old.blockers).toEqual([
        expect.stringMatching(/^invocations that started on it: 1 (in flight|running|suspended)$/),
      ]);
      expect(old.replicas).toEqual({ desired: 1, ready: 1 });
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
    });

    test('it is then deregistered and kept at 0 replicas, and the sweep ends', async () => {
      const old = await fixture.version('greeter', ({ state }) => state === 'Retained');
      expect(old.replicas).toMatchObject({ desired: 0 });
      expect(await restate.client.deployments()).toHaveLength(1);
      await fixture.sweepEnded();
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
    });

    test('rolled back, the retained version serves again and the other drains', async () => {
      await deploy('v1');
      await fixture.registered('greeter');
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      await fixture.startSweep();
      await fixture.sweepEnded();
      const { versions } = await fixture.deployment('greeter');
      expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    });
  });
});
