import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { waitUntil } from './harness/wait';

describeOnNode('what a runtime has left behind', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, 'leftovers');

  const apply = (mode: RestateRuntimeMode, version: string) =>
    fixture.apply({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      mode,
      services: { greeter: { version } },
    });
  /** What runs the runtime in the end. */
  const host = (expected: string) =>
    waitUntil({ for: `${expected} to be the only host`, timeoutMs: 180_000 }, async () => {
      const found = await fixture.kubectl('get', 'cronjobs,deployments', '-o', 'name');
      return found.trim() === expected;
    });
  const answers = (version: string) =>
    waitUntil(
      { for: `${version} to answer`, timeoutMs: 180_000 },
      async () => (await restate.client.invoke('Greeter/greet', 'you')) === `${version}: hello you`,
    );

  test('its CronJob goes when it becomes a Deployment', async () => {
    await apply(RestateRuntimeMode.jobs(), 'v1');
    await fixture.registered('greeter');
    await apply(RestateRuntimeMode.deployment(), 'v2');
    await host('deployment.apps/app');
    await answers('v2');
  });

  test('its Deployment goes when it becomes a CronJob', async () => {
    await apply(RestateRuntimeMode.jobs(), 'v3');
    await fixture.startSweep();
    await host('cronjob.batch/app');
    await answers('v3');
  });
});
