import { Duration } from 'cdk8s';
import { RestateAdmin, RestateDeletionPolicy } from '../../src';
import { RESTATE_VERSIONS } from './harness/node/images';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import type { ServiceProps } from './harness/restate/service-app';
import { waitUntil } from './harness/wait';

const POLICIES = {
  drain: RestateDeletionPolicy.drain(),
  hurry: RestateDeletionPolicy.drainThenForce(Duration.seconds(20)),
  force: RestateDeletionPolicy.force(),
};

describeOnNode('a deployment that leaves the app', GREETER_NODE, (node) => {
  describe.each(RESTATE_VERSIONS)('with Restate %s', (version) => {
    const restate = useRestate({
      version,
      // What was suspended is not taken up again by 1.5.
      env: { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '10m' },
    });
    const fixture = useRuntimeFixture(node, `deletion-${version.replace('.', '-')}`);

    const apply = async (services: { [name: string]: ServiceProps }): Promise<void> => {
      await fixture.apply({ admin: RestateAdmin.fromUrl(restate.client.admin), services });
      await Promise.all(Object.keys(services).map((name) => fixture.registered(name)));
    };
    /** Names of the services that the server has. */
    const served = async () =>
      (await restate.client.services()).map(({ name }) => name as string).sort();
    /** Names of the deployments of which anything is left in the namespace. */
    const left = async () => [
      ...new Set((await fixture.objects()).map((each) => each.replace(/.*\/(.*)-\w+$/, '$1'))),
    ];
    const gone = (name: string, service: string) =>
      waitUntil({ for: `${name} to be gone`, timeoutMs: 120_000 }, async () => {
        return !(await left()).includes(name) && !(await served()).includes(service);
      });

    describe('by its policy', () => {
      const invocations: { [name: string]: string } = {};
      const awakeables: { [name: string]: string } = {};

      test('goes at once if nothing runs, though it is the latest of its services', async () => {
        const services = Object.entries(POLICIES).flatMap(([name, deletionPolicy]) =>
          ['idle', 'busy'].map((load): [string, ServiceProps] => [
            `${load}-${name}`,
            { version: 'v1', env: { SERVICE: `${load}-${name}` }, deletionPolicy },
          ]),
        );
        await apply(Object.fromEntries(services));
        for (const name of ['busy-drain', 'busy-hurry', 'busy-force']) {
          invocations[name] = await restate.client.send(`${name}/wait`, name);
          awakeables[name] = await fixture.waiting(name, name);
        }
        await apply({});
        await fixture.startSweep();
        await Promise.all(
          ['idle-drain', 'idle-hurry', 'idle-force'].map((each) => gone(each, each)),
        );
      });

      test('is removed with its invocations at once, if it is told to be', async () => {
        await gone('busy-force', 'busy-force');
      });

      test('waits for its invocations, with nobody being able to start more of them', async () => {
        const { blockers, replicas } = await fixture.version(
          'busy-drain',
          (each) => each.state === 'Draining' && each.blockers !== undefined,
        );
        expect(blockers).toContainEqual(
          expect.stringMatching(/^invocations that started on it: 1 /),
        );
        expect(replicas).toEqual({ desired: 1, ready: 1 });
        await expect(restate.client.invoke('busy-drain/greet', 'you')).rejects.toThrow(/40\d/);
      });

      test('is removed with its invocations when they have not come to their end in time', async () => {
        await gone('busy-hurry', 'busy-hurry');
        expect(await left()).toEqual(['busy-drain']);
      });

      test('goes when the last invocation has come to its end', async () => {
        await restate.client.resolveAwakeable(awakeables['busy-drain'], 'done');
        expect(await restate.client.attach(invocations['busy-drain'])).toBe('v1: done');
        await fixture.sweepEnded();
        expect(await left()).toEqual([]);
        expect(await restate.client.deployments()).toEqual([]);
      });
    });

    describe('of several', () => {
      const moved = { SERVICE: 'Moved' };
      let invocation: string;
      let awakeable: string;

      beforeAll(async () => {
        await apply({ former: { version: 'v1', env: moved }, greeter: { version: 'v1' } });
        expect(await restate.client.invoke('Counter/k/add', 1)).toBe(1);
        invocation = await restate.client.send('Moved/wait', 'moved');
        awakeable = await fixture.waiting('former', 'moved');
        await apply({
          latter: { version: 'v2', env: moved },
          greeter: { version: 'v2', env: { WITHOUT: 'Counter' } },
        });
        await fixture.startSweep();
      });

      test('leaves nothing registered once its service has moved to another', async () => {
        expect(await restate.client.invoke('Moved/greet', 'you')).toBe('v2: hello you');
        await fixture.version('former', ({ state }) => state === 'Draining');
        await restate.client.resolveAwakeable(awakeable, 'done');
        expect(await restate.client.attach(invocation)).toBe('v1: done');
        await fixture.sweepEnded();
        expect((await left()).sort()).toEqual(['greeter', 'latter']);
        expect(await restate.client.deployments()).toHaveLength(2);
        expect(await restate.client.invoke('Moved/greet', 'you')).toBe('v2: hello you');
      });

      test('a service that a new version of another has dropped goes, too', async () => {
        expect(await served()).toEqual(['Greeter', 'Moved']);
        expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
      });
    });
  });
});
