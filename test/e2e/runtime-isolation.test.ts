import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import {
  describeOnNode,
  GREETER_NODE,
  useFixture,
  useRestate,
  useRuntimeFixture,
  useInProcessRuntime,
} from './harness/on-node';
import type { ServiceProps } from './harness/restate/service-app';
import { InterceptingProxy } from './harness/runtime/intercepting-proxy';
import { waitUntil } from './harness/wait';
import { DESIRED_STATE_KEY } from '../../src/contract';

const cluster = Cluster.connect();

describeOnNode('one deployment that is broken', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, 'isolation');
  const runtime = useInProcessRuntime(fixture, restate);
  const silent = useFixture(
    () => InterceptingProxy.start({ target: restate.client.admin }),
    (proxy) => proxy.stop(),
  );

  beforeAll(() => {
    silent.intercept = () => new Promise(() => {});
  });

  const broken = (): { [name: string]: ServiceProps } => ({
    deaf: { version: 'v1', env: { SERVICE: 'Deaf', PORT: '9081' } },
    closed: { version: 'v1', admin: RestateAdmin.fromUrl('http://127.0.0.1:1') },
    silent: { version: 'v1', admin: RestateAdmin.fromUrl(silent.url) },
  });
  const deploy = (version: string, more: { [name: string]: ServiceProps } = {}) =>
    fixture.deploy({
      admin: RestateAdmin.fromUrl(runtime.admin.url),
      services: { greeter: { version }, ...more },
    });
  /** Until nothing is left to do now, and again when the drain delay has passed. */
  const drain = async () => {
    await runtime.run();
    runtime.clock.advance(5);
    await runtime.run();
  };
  const greet = () => restate.client.invoke('Greeter/greet', 'you');
  const states = async () =>
    (await fixture.deployment('greeter')).versions.map(({ state }) => state);
  const ready = async (name: string) =>
    (await fixture.deployment(name)).conditions.find(({ type }) => type === 'Ready');

  test('does not hold back the others, whatever is wrong with it, and each is told by itself', async () => {
    await deploy('v1', broken());
    await drain();
    expect(await greet()).toBe('v1: hello you');
    expect(await ready('greeter')).toMatchObject({ status: 'True' });
    expect(await ready('deaf')).toMatchObject({
      status: 'False',
      reason: 'RegistrationFailed',
      message: expect.stringMatching(/\/deployments: 500 .*META0/s),
    });
    expect(await ready('closed')).toMatchObject({
      status: 'Unknown',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await ready('silent')).toMatchObject({
      status: 'Unknown',
      message: expect.stringContaining('no answer within 5 s'),
    });

    await deploy('v2', broken());
    await drain();
    expect(await greet()).toBe('v2: hello you');
    expect(await states()).toEqual(['Latest', 'Retained']);
  });

  test('an entry of the desired state that can not be read is told, and holds back removals alone', async () => {
    await deploy('v3', broken());
    const path = `/api/v1/namespaces/${fixture.namespace}/configmaps/app-desired`;
    const desired = JSON.parse((await cluster.client.get(path)).data[DESIRED_STATE_KEY]);
    for (const each of desired.deployments) if (each.name === 'deaf') each.uri = 'nowhere';
    const data = { [DESIRED_STATE_KEY]: JSON.stringify(desired) };
    await cluster.client.patch(path, { data });
    await runtime.run();
    expect(await greet()).toBe('v3: hello you');
    expect((await fixture.status()).conditions).toContainEqual(
      expect.objectContaining({
        type: 'DesiredStateReadable',
        status: 'False',
        message: expect.stringMatching(
          /^deployments\[\d\]\.uri: "nowhere" is not an http or https URL/,
        ),
      }),
    );
    expect(await states()).toEqual(['Latest', 'Draining', 'Retained']);

    await deploy('v3');
    await drain();
    expect(await states()).toEqual(['Latest', 'Retained', 'Retained']);
  });

  test('a version whose ReplicaSet was deleted by hand is told, and deregistered once nothing needs it', async () => {
    const { object, deploymentId } = await fixture.version(
      'greeter',
      ({ state }) => state === 'Latest',
    );
    // What has only begun would begin again on the next version; this has a journal.
    const invocation = await restate.client.send('Greeter/sleep', 3_600_000);
    const pinned = `SELECT id FROM sys_invocation_status WHERE pinned_deployment_id = '${deploymentId}'`;
    await waitUntil(
      { for: 'the invocation to be pinned' },
      async () => (await restate.client.query(pinned)).length > 0,
    );
    await deploy('v4');
    await runtime.run();
    await fixture.kubectl('delete', 'replicaset', object);
    await runtime.run();
    const lost = await fixture.version('greeter', (version) => version.object === object);
    expect(lost).toMatchObject({ state: 'Draining', deploymentId });
    expect(lost.blockers).toContainEqual(expect.stringMatching(/its ReplicaSet was deleted/));
    expect((await restate.client.deployments()).map(({ id }) => id)).toContain(deploymentId);

    await restate.client.kill(invocation);
    await drain();
    expect((await restate.client.deployments()).map(({ id }) => id)).not.toContain(deploymentId);
    expect((await fixture.objects()).filter((each) => each.endsWith(`/${object}`))).toEqual([]);
    expect(await greet()).toBe('v4: hello you');
  });
});
