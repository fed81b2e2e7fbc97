import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import type { ServiceProps } from './harness/restate/service-app';
import type { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

describeOnNode('a new version that can not be registered yet', GREETER_NODE, (node) => {
  const restate = useRestate();

  const apply = (fixture: RuntimeFixture, greeter: ServiceProps) =>
    fixture.apply({ admin: RestateAdmin.fromUrl(restate.client.admin), services: { greeter } });

  describe('for lack of room', () => {
    const fixture = useRuntimeFixture(node, 'room');
    const env = { SERVICE: 'Crowded' };

    beforeAll(async () => {
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

    test('gets it from an older one, once that has drained', async () => {
      await apply(fixture, { version: 'v1', env });
      await fixture.registered('greeter');
      const invocation = await restate.client.send('Crowded/wait', 'room');
      const awakeable = await fixture.waiting('greeter', 'room');
      await apply(fixture, { version: 'v2', env });
      await fixture.registered('greeter');

      await apply(fixture, { version: 'v3', env });
      await waitUntil({ for: 'the reason to be told', timeoutMs: 120_000 }, async () =>
        (await fixture.deployment('greeter')).conditions.some(({ message }) =>
          /Not ready: cannot create pods: .* exceeded quota/.test(message),
        ),
      );
      expect(await restate.client.invoke('Crowded/greet', 'you')).toBe('v2: hello you');

      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      await fixture.registered('greeter');
      expect(await restate.client.invoke('Crowded/greet', 'you')).toBe('v3: hello you');
    });
  });

  describe('because its deployment is paused', () => {
    const fixture = useRuntimeFixture(node, 'paused');
    const env = { SERVICE: 'Paused' };

    test('is left alone, and so is the one before', async () => {
      await apply(fixture, { version: 'v1', env });
      await fixture.registered('greeter');
      const before = await restate.client.deployments();
      await apply(fixture, { version: 'v2', env, paused: true });
      expect(await fixture.registered('greeter')).toMatch(/while the deployment is paused/);
      await fixture.startSweep();
      await fixture.sweepEnded();
      expect(await restate.client.deployments()).toEqual(before);
      expect(await restate.client.invoke('Paused/greet', 'you')).toBe('v1: hello you');
    });

    test('is registered when that is over', async () => {
      await apply(fixture, { version: 'v2', env });
      await fixture.registered('greeter');
      expect(await restate.client.invoke('Paused/greet', 'you')).toBe('v2: hello you');
      await fixture.startSweep();
      await fixture.sweepEnded();
      const { versions } = await fixture.deployment('greeter');
      expect(versions.map(({ state }) => state)).toEqual(['Latest', 'Retained']);
    });
  });
});
