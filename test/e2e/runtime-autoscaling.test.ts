import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { InProcessRuntime } from './harness/runtime/in-process-runtime';

const NAMESPACE = 'autoscaling';

const cluster = Cluster.connect();

describeOnNode('a deployment that is scaled by an autoscaler', GREETER_NODE, (node) => {
  const restate = useRestate();
  const fixture = useRuntimeFixture(node, NAMESPACE);
  let v1: string;
  let v2: string;

  /** Applies a version and waits until it is registered; the name of its objects. */
  async function deploy(version: string): Promise<string> {
    const greeter = { version, autoscaling: { minReplicas: 2, maxReplicas: 4 } };
    const admin = RestateAdmin.fromUrl(restate.client.admin);
    await fixture.apply({ admin, services: { greeter } });
    await fixture.registered('greeter');
    return (await fixture.deployment('greeter')).versions[0].object;
  }
  const replicaSet = (name: string): Promise<KubeObject> =>
    cluster.client.get(`/apis/apps/v1/namespaces/${NAMESPACE}/replicasets/${name}`);
  const autoscaled = async () =>
    (await fixture.list('/apis/autoscaling/v2', 'horizontalpodautoscalers')).map(
      ({ spec }) => spec.scaleTargetRef.name,
    );

  test('is registered when it has its smallest number of pods', async () => {
    v1 = await deploy('v1');
    expect(await autoscaled()).toEqual([v1]);
    expect((await replicaSet(v1)).status.availableReplicas).toBe(2);
  });

  test('keeps the number of pods that its autoscaler gives it', async () => {
    // Without metrics, the real one changes nothing between its limits.
    await fixture.kubectl('scale', `replicaset/${v1}`, '--replicas=3');
    await fixture.startSweep();
    await fixture.sweepEnded();
    await deploy('v1');
    expect((await replicaSet(v1)).spec.replicas).toBe(3);
  });

  test('starts the next version with as many', async () => {
    v2 = await deploy('v2');
    expect((await replicaSet(v2)).status.availableReplicas).toBe(3);
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v2: hello you');
  });

  test('has the old version taken away in the order autoscaler, registration, pods', async () => {
    const runtime = await InProcessRuntime.start(cluster, {
      namespace: NAMESPACE,
      admin: restate.client.admin,
    });
    const order: string[] = [];
    runtime.kubernetes.intercept = async ({ method, path, body }) => {
      const [resource] = path.split('?');
      const scales = resource.endsWith(`/${v1}/scale`);
      const removes = method === 'DELETE' && resource.endsWith(`/${v1}`);
      if (!scales && !removes) return undefined;
      const what = scales
        ? `replicas ${JSON.parse(body).spec.replicas}`
        : resource.split('/').at(-2);
      order.push(`${what}, with ${(await restate.client.deployments()).length} registered`);
      return undefined;
    };
    await runtime.run();
    runtime.clock.advance(100);
    await runtime.run();
    await runtime.stop();
    expect(order).toEqual([
      'horizontalpodautoscalers, with 2 registered',
      'replicas 0, with 1 registered',
    ]);
    expect(await autoscaled()).toEqual([v2]);
  });

  test('wakes an old version that is rolled back to, with as many pods as serve now', async () => {
    expect(await deploy('v1')).toBe(v1);
    expect((await replicaSet(v1)).status.availableReplicas).toBe(3);
    expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
    expect((await autoscaled()).sort()).toEqual([v1, v2].sort());
  });
});
