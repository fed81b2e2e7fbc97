import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import type { ServiceProps } from './harness/restate/service-app';
import { waitUntil } from './harness/wait';

describeOnNode('a runtime that runs as a Deployment', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, 'watch');

  const deploy = (services: { [name: string]: ServiceProps }) =>
    fixture.apply({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      mode: RestateRuntimeMode.deployment(),
      services,
    });
  const answers = (version: string, handler = 'Greeter/greet') =>
    waitUntil(
      { for: `${version} to answer` },
      async () => (await restate.client.invoke(handler, 'you')) === `${version}: hello you`,
    );
  const states = async (name: string) =>
    (await fixture.deployment(name)).versions.map(({ state }) => state);

  test('registers a version, and drains the one before', async () => {
    await deploy({ greeter: { version: 'v1' } });
    await answers('v1');
    await deploy({ greeter: { version: 'v2' } });
    await answers('v2');
    await fixture.version('greeter', ({ state }) => state === 'Retained');
  });

  test('a breaking change is refused for good, in the words of the server, and others go on', async () => {
    const broken = { version: 'v3', env: { KIND: 'object' } };
    await deploy({ greeter: broken, other: { version: 'v1', env: { SERVICE: 'Other' } } });
    await answers('v1', 'Other/greet');
    const refused = await waitUntil({ for: 'the refusal' }, async () =>
      (await fixture.deployment('greeter')).conditions.find(
        ({ reason }) => reason === 'BreakingChange',
      ),
    );
    expect(refused.message).toMatch(/META0006/);
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
    const tries = async () =>
      (
        await fixture.kubectl(
          'get',
          'events',
          '-o',
          'name',
          '--field-selector=reason=BreakingChange',
        )
      ).split('\n').length;
    const before = await tries();

    await deploy({
      greeter: { ...broken, breaking: true },
      other: { version: 'v1', env: { SERVICE: 'Other' } },
    });
    await fixture.version(
      'greeter',
      ({ state, deploymentId }) => state === 'Latest' && deploymentId !== undefined,
    );
    expect(await tries()).toBe(before);
  });

  test('a deployment that leaves the app drains, and nothing of it is left', async () => {
    await deploy({ greeter: { version: 'v2' } });
    await waitUntil({ for: 'Other to be gone' }, async () => {
      const services = (await restate.client.services()).map(({ name }) => name);
      return !services.includes('Other');
    });
    await waitUntil({ for: 'its objects to go' }, async () =>
      (await fixture.objects()).every((object) => !object.includes('/other-')),
    );
    await answers('v2');
    expect((await states('greeter'))[0]).toBe('Latest');
  });

  test('a roll back while the admin API is down is made up for', async () => {
    await restate.kill();
    await deploy({ greeter: { version: 'v1' } });
    await waitUntil({ for: 'the failure to be told' }, async () =>
      (await fixture.status()).conditions.some(
        ({ type, status }) => type.startsWith('AdminReachable/') && status === 'False',
      ),
    );
    await restate.restart();
    await answers('v1');
  });
});
