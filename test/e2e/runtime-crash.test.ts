import { Duration } from 'cdk8s';
import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate } from './harness/on-node';
import { InProcessRuntime } from './harness/runtime/in-process-runtime';
import type { ProxiedRequest } from './harness/runtime/intercepting-proxy';
import { RuntimeFixture } from './harness/runtime/runtime-fixture';

const cluster = Cluster.connect();

/**
 * A run is killed after each of its calls that change something: it got no answer, and the next run
 * knows nothing of it. Killed after every first call, a life goes through all states that any kill
 * could leave; after every second or third, runs go on from there.
 */
describeOnNode('a runtime that is killed again and again', GREETER_NODE, (node) => {
  const restate = useRestate();
  let fixture: RuntimeFixture;
  let runtime: InProcessRuntime;

  afterEach(async () => {
    await runtime.stop();
    await fixture.remove();
  });

  test.each([1, 2, 3])(
    'killed after every %d changes, it comes to the end, and no version that is needed is touched',
    async (killAfter) => {
      fixture = await RuntimeFixture.create(cluster, node, `crash-${killAfter}`);
      runtime = await InProcessRuntime.start(cluster, {
        namespace: fixture.namespace,
        admin: restate.client.admin,
      });
      const needed = new Set<string>();
      const harm: string[] = [];
      for (const proxy of [runtime.kubernetes, runtime.admin]) {
        proxy.intercept = (request) => {
          const victim = [...needed].find((name) => harms(request, name));
          if (victim) harm.push(`${request.method} ${request.path}, while ${victim} was needed`);
          return undefined;
        };
      }
      const service = `Greeter${killAfter}`;
      const deploy = async (version?: string): Promise<string> => {
        const greeter = {
          version: version ?? '',
          env: { SERVICE: service },
          drainDelay: Duration.seconds(60),
          revisionHistoryLimit: 0,
        };
        return fixture.deploy({
          admin: RestateAdmin.fromUrl(runtime.admin.url),
          services: version === undefined ? {} : { greeter },
        });
      };
      const need = async (...objects: string[]): Promise<void> => {
        needed.clear();
        for (const object of objects) {
          const { deploymentId } = await fixture.version(
            'greeter',
            (each) => each.object === object,
          );
          needed.add(object).add(deploymentId!);
        }
      };

      // Register.
      const v1 = await deploy('v1');
      await runtime.runKilled(killAfter);
      expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe('v1: hello you');
      await need(v1);

      // A newer version; the older one is needed.
      const invocation = await restate.client.send(`${service}/wait`, 'crash');
      const awakeable = await fixture.waiting('greeter', 'crash');
      const v2 = await deploy('v2');
      await runtime.runKilled(killAfter);
      runtime.clock.advance(1_000);
      await runtime.runKilled(killAfter);
      expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe('v2: hello you');
      await need(v1, v2);

      // Rolled back while it drains, and forward again.
      await deploy('v1');
      await need(v1);
      await runtime.runKilled(killAfter);
      expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe('v1: hello you');
      await deploy('v2');
      await runtime.runKilled(killAfter);
      runtime.clock.advance(1_000);
      await runtime.runKilled(killAfter);
      expect(await restate.client.invoke(`${service}/greet`, 'you')).toBe('v2: hello you');

      // It drains, and goes.
      await restate.client.resolveAwakeable(awakeable, 'done');
      expect(await restate.client.attach(invocation)).toBe('v1: done');
      await need(v2);
      await runtime.runKilled(killAfter);
      runtime.clock.advance(100);
      await runtime.runKilled(killAfter);
      expect(await fixture.objects()).toEqual([`replicasets/${v2}`, `services/${v2}`]);
      expect(harm).toEqual([]);

      // The deployment leaves the app.
      needed.clear();
      await deploy();
      await runtime.runKilled(killAfter);
      runtime.clock.advance(100);
      await runtime.runKilled(killAfter);
      expect(await fixture.objects()).toEqual([]);
      const services = (await restate.client.services()).map(({ name }) => name);
      expect(services).not.toContain(service);
    },
    300_000,
  );
});

/** Whether a request takes something away from an object, or from a deployment id. */
function harms({ method, path, body }: ProxiedRequest, name: string): boolean {
  const [resource] = path.split('?');
  if (method === 'DELETE') return resource.endsWith(`/${name}`);
  return (
    method === 'PATCH' &&
    resource.endsWith(`/${name}/scale`) &&
    JSON.parse(body).spec.replicas === 0
  );
}
