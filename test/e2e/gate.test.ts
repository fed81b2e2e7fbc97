import { Duration } from 'cdk8s';
import { RestateAdmin, RestateGate, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate } from './harness/on-node';
import { InProcessRuntime } from './harness/runtime/in-process-runtime';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const HELD = 'waits for its gate';

describeOnNode('a version that a gate holds', GREETER_NODE, (node) => {
  const restate = useRestate();
  let fixture: RuntimeFixture;
  afterEach(async () => fixture.remove());

  const greeting = (service: string) => restate.client.invoke(`${service}/greet`, 'you');
  const greeter = (service: string, version: string, gate?: RestateGate) => ({
    ...{ version, gate, env: { SERVICE: service } },
    drainDelay: Duration.seconds(60),
  });

  test.each([
    ['jobs', RestateRuntimeMode.jobs()],
    ['deployment', RestateRuntimeMode.deployment()],
  ])('serves once somebody runs the command that the condition tells (%s)', async (name, mode) => {
    fixture = await RuntimeFixture.create(cluster, node, `gate-${name}`);
    const service = `Gate${name}`;
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    const apply = (version: string, gate?: RestateGate) =>
      fixture.apply({ admin, mode, services: { greeter: greeter(service, version, gate) } });
    const serves = (version: string) =>
      waitUntil({ for: `${version} to serve`, timeoutMs: 180_000 }, async () => {
        const answer = await greeting(service).catch(String);
        return answer === `${version}: hello you`;
      });

    await apply('v1');
    await serves('v1');
    await apply('v2', RestateGate.hold());
    await fixture.version('greeter', ({ rule }) => rule === HELD);
    if (name === 'jobs') expect(await fixture.registered('greeter')).toMatch(/^Ready, and held/);
    expect(await greeting(service)).toBe('v1: hello you');

    const { conditions } = await fixture.deployment('greeter');
    expect(conditions[0]).toMatchObject({ status: 'False', reason: 'WaitingForGate' });
    const [command] = /kubectl -n [^(]*restate.dev\/gate=passed/.exec(conditions[0].message)!;
    await cluster.kubectl(command.split(' ').slice(1));
    if (name === 'jobs') await fixture.startSweep();
    await serves('v2');

    // A roll back is held by no gate.
    await apply('v1', RestateGate.hold());
    await serves('v1');
  });

  test('that fails is told, and what serves goes on, however often the runtime is killed', async () => {
    fixture = await RuntimeFixture.create(cluster, node, 'gate-killed');
    const runtime = await InProcessRuntime.start(cluster, {
      namespace: fixture.namespace,
      admin: restate.client.admin,
    });
    const deploy = (version: string, gate?: RestateGate) =>
      fixture.deploy({
        admin: RestateAdmin.fromUrl(runtime.admin.url),
        services: { greeter: greeter('GateKilled', version, gate) },
      });
    const write = (object: string, value: string) =>
      fixture.kubectl(
        ...['annotate', '--overwrite', 'replicaset', object, `restate.dev/gate=${value}`],
      );
    const reason = async () => (await fixture.deployment('greeter')).conditions[0].reason;

    await deploy('v1');
    await runtime.runKilled(1);
    const v2 = await deploy('v2', RestateGate.hold());
    for (let run = 0; run < 3; run++) await runtime.run({ killAfter: 1, outlastsLeases: true });
    await runtime.run({ outlastsLeases: true });
    expect(await reason()).toBe('WaitingForGate');
    await write(v2, 'failed');
    await runtime.run({ outlastsLeases: true });
    expect(await reason()).toBe('GateFailed');
    expect(await fixture.events('Warning')).toEqual([expect.stringContaining('did not pass')]);
    expect(await greeting('GateKilled')).toBe('v1: hello you');

    await write(v2, 'passed');
    await runtime.runKilled(1);
    expect(await reason()).toBe('Registered');
    expect(await greeting('GateKilled')).toBe('v2: hello you');
    await runtime.stop();
  });
});
