import { Duration } from 'cdk8s';
import { RestateAdmin, RestateGate, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { serviceImage } from './harness/node/images';
import type { NodeOptions } from './harness/node/node';
import { describeOnNode, GREETER_NODE, useRestate } from './harness/on-node';
import { InProcessRuntime } from './harness/runtime/in-process-runtime';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

const NODE: NodeOptions = {
  images: { ...GREETER_NODE.images, 'smoke-test': serviceImage('smoke-test.mjs') },
};

/** Passes if the version serves what is wanted. */
function smokeTest(wanted: string): RestateGate {
  return RestateGate.job({
    template: {
      spec: {
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'smoke-test',
            image: 'smoke-test',
            env: [{ name: 'WANTED', value: wanted }],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    },
  });
}

describeOnNode('a version that has to pass a Job', NODE, (node) => {
  const restate = useRestate();
  let fixture: RuntimeFixture;
  afterEach(async () => fixture.remove());

  const greeting = (service: string) => restate.client.invoke(`${service}/greet`, 'you');
  const greeter = (service: string, version: string, gate?: RestateGate) => ({
    ...{ version, gate, env: { SERVICE: service } },
    revisionHistoryLimit: 0,
    drainDelay: Duration.seconds(1),
  });
  const gateJobs = async () =>
    (await fixture.list('/apis/batch/v1', 'jobs')).filter(({ metadata: { name } }) =>
      /-gate-/.test(name),
    );
  const condition = async () => (await fixture.deployment('greeter')).conditions[0];

  test.each([
    ['jobs', RestateRuntimeMode.jobs()],
    ['deployment', RestateRuntimeMode.deployment()],
  ])('is registered when that is complete, and not before (%s)', async (name, mode) => {
    fixture = await RuntimeFixture.create(cluster, node, `gate-job-${name}`);
    const service = `GateJob${name}`;
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    const apply = (version: string, gate?: RestateGate) =>
      fixture.apply({ admin, mode, services: { greeter: greeter(service, version, gate) } });
    const serves = (version: string) =>
      waitUntil({ for: `${version} to serve`, timeoutMs: 180_000 }, async () => {
        const answer = await greeting(service).catch(String);
        return answer === `${version}: hello you`;
      });

    await apply('v1', smokeTest(service));
    await serves('v1');

    const applied = await apply('v2', smokeTest('Another'));
    expect(applied).not.toContain('violate PodSecurity');
    const { object } = await fixture.version(
      'greeter',
      ({ rule }) => rule === 'did not pass its gate',
    );
    const job = (await gateJobs()).find(({ metadata }) => metadata.name.startsWith(object))!;
    const { reason, message } = await condition();
    expect(reason).toBe('GateFailed');
    expect(message).toContain(`the Job ${job.metadata.name} failed: to try again, delete it`);
    const told = () => fixture.events('Warning');
    await waitUntil({ for: 'the Event' }, async () => (await told()).length > 0);
    expect(await told()).toEqual([expect.stringContaining(job.metadata.name)]);
    if (name === 'jobs') {
      expect(await fixture.registered('greeter', 'Failed')).toContain('to try again');
    }
    expect(await greeting(service)).toBe('v1: hello you');

    // The next apply has a Job that is right, for the same version.
    await apply('v2', smokeTest(service));
    await serves('v2');
    const replicaSet = JSON.parse(await fixture.kubectl('get', 'replicaset', object, '-o=json'));
    expect(replicaSet.metadata.annotations['restate.dev/gate']).toBe('passed');

    // What has been registered once has served; both Jobs go with their version.
    await apply('v1', smokeTest('Another'));
    await serves('v1');
    if (name === 'jobs') await fixture.startSweep();
    await waitUntil({ for: 'the Jobs to go with their version', timeoutMs: 180_000 }, async () =>
      (await gateJobs()).every(({ metadata }) => !metadata.name.startsWith(object)),
    );
  });

  test('is tried again by another Job, and registered once, however often the runtime is killed', async () => {
    fixture = await RuntimeFixture.create(cluster, node, 'gate-job-killed');
    const runtime = await InProcessRuntime.start(cluster, {
      namespace: fixture.namespace,
      admin: restate.client.admin,
    });
    const service = 'GateJobKilled';
    const deploy = (version: string, gate?: RestateGate) =>
      fixture.deploy({
        admin: RestateAdmin.fromUrl(runtime.admin.url),
        services: { greeter: greeter(service, version, gate) },
      });
    const reason = async () => (await condition()).reason;

    await deploy('v1');
    await runtime.runKilled(1);
    const v2 = await deploy('v2', smokeTest('Another'));
    await runtime.runKilled(1);
    expect(await reason()).toBe('GateFailed');
    expect(await greeting(service)).toBe('v1: hello you');

    // Deleted, as its time to live would, it has failed all the same.
    const [failed] = await gateJobs();
    await fixture.kubectl('delete', 'job', failed.metadata.name, '--wait');
    await runtime.run({ outlastsLeases: true });
    expect(await reason()).toBe('GateFailed');

    await deploy('v2', smokeTest(service));
    await runtime.runKilled(1);
    expect(await reason()).toBe('Registered');
    expect(await greeting(service)).toBe('v2: hello you');
    const [passed] = await gateJobs();
    expect(passed.metadata.ownerReferences).toMatchObject([{ kind: 'ReplicaSet', name: v2 }]);

    await fixture.kubectl('delete', 'job', passed.metadata.name, '--wait');
    await runtime.run({ outlastsLeases: true });
    expect(await reason()).toBe('Registered');
    await runtime.stop();
  });
});
