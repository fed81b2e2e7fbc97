import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

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

  test('an old script stays until the last sweep that was made for it is over', async () => {
    const old = 'app-script-old';
    await fixture.kubectl('create', 'configmap', old, '--from-literal=reconcile.js=');
    const status = await fixture.status();
    const data = { 'status.json': JSON.stringify({ ...status, scripts: [old] }) };
    await fixture.kubectl('patch', 'configmap', 'app-status', '-p', JSON.stringify({ data }));
    const job = JSON.parse(
      await fixture.kubectl(
        ...['create', 'job', 'late', '--from=cronjob/app', '--dry-run=client', '-o', 'json'],
      ),
    );
    // It waits, as one does whose pod can't be scheduled.
    job.spec.suspend = true;
    job.spec.template.spec.volumes[0].configMap.name = old;
    await cluster.client.create('/apis/batch/v1/namespaces/leftovers/jobs', job);
    const sweep = async () => {
      await fixture.startSweep();
      await fixture.sweepEnded();
    };
    const scripts = async () =>
      (await fixture.list('/api/v1', 'configmaps')).map(({ metadata }) => metadata.name);

    await sweep();
    expect(await scripts()).toContain(old);
    await fixture.kubectl('delete', 'job', 'late');
    await sweep();
    expect(await scripts()).not.toContain(old);
  });
});
