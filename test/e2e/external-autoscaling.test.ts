import { ApiObject } from 'cdk8s';
import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();

describe.each([
  ['Jobs', 'external-jobs', RestateRuntimeMode.jobs()],
  ['a Deployment', 'external-watch', RestateRuntimeMode.deployment()],
] as const)(
  'a deployment that something else scales, with a runtime of %s',
  (_, namespace, mode) => {
    describeOnNode('and a HorizontalPodAutoscaler of the app', GREETER_NODE, (node) => {
      const restate = useRestate();
      const fixture = useRuntimeFixture(node, namespace);
      const isJobs = mode._source.type === 'jobs';

      /** Applies a version, with or without the autoscaler, and waits until it is the latest; the name of its objects. */
      async function deploy(version: string, hasAutoscaler: boolean): Promise<string> {
        const externalAutoscaling = { minReplicas: 0, maxReplicas: 4 };
        await fixture.apply({
          admin: RestateAdmin.fromUrl(restate.client.admin),
          mode,
          services: { greeter: { version, externalAutoscaling } },
          beside: (deployment) => {
            if (!hasAutoscaler) return;
            new ApiObject(deployment, 'own-autoscaler', {
              apiVersion: 'autoscaling/v2',
              kind: 'HorizontalPodAutoscaler',
              metadata: { name: 'mine', namespace },
              spec: { scaleTargetRef: deployment.scaleTargetRef, minReplicas: 2, maxReplicas: 4 },
            });
          },
        });
        if (isJobs) await fixture.registered('greeter');
        await answers(version);
        return (await fixture.deployment('greeter')).versions[0].object;
      }
      const answers = (version: string) =>
        waitUntil(
          { for: `${version} to answer` },
          async () =>
            (await restate.client.invoke('Greeter/greet', 'you')) === `${version}: hello you`,
        );
      const replicaSet = (name: string): Promise<KubeObject> =>
        cluster.client.get(`/apis/apps/v1/namespaces/${namespace}/replicasets/${name}`);
      const hasPods = (name: string, count: number) =>
        waitUntil({ for: `${count} pods of ${name}` }, async () => {
          const { status } = await replicaSet(name);
          return (status.availableReplicas ?? 0) === count;
        });
      /** As KEDA does it. */
      const scale = async (name: string, replicas: number) => {
        await fixture.kubectl('scale', `replicaset/${name}`, `--replicas=${replicas}`);
        await hasPods(name, replicas);
      };
      /** Until the runtime has looked at everything. */
      const look = async () => {
        if (!isJobs) return new Promise((resolve) => setTimeout(resolve, 5_000));
        await fixture.startSweep();
        return fixture.sweepEnded();
      };
      let v1: string;
      let v2: string;

      test('gets its pods from that, which goes on to the next version with the apply', async () => {
        v1 = await deploy('v1', true);
        await hasPods(v1, 2);
        v2 = await deploy('v2', true);
        await hasPods(v2, 2);
        const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/mine`;
        expect((await cluster.client.get(path)).spec.scaleTargetRef.name).toBe(v2);
      });

      test('scaled to zero when idle, it stays there and stays registered, also when it is applied again', async () => {
        await fixture.kubectl('delete', 'horizontalpodautoscaler/mine');
        await scale(v2, 0);
        await look();
        await fixture.apply({
          admin: RestateAdmin.fromUrl(restate.client.admin),
          mode,
          services: {
            greeter: { version: 'v2', externalAutoscaling: { minReplicas: 0, maxReplicas: 4 } },
          },
        });
        await look();
        expect((await replicaSet(v2)).spec.replicas).toBe(0);
        const { conditions, versions } = await fixture.deployment('greeter');
        expect(conditions[0]).toMatchObject({ type: 'Ready', status: 'True' });
        expect(versions[0]).toMatchObject({ object: v2, state: 'Latest' });
        const [service] = (await restate.client.services()).filter(
          ({ name }) => name === 'Greeter',
        );
        expect(service.deployment_id).toBe(versions[0].deploymentId);
      });

      test('what was called meanwhile is answered once it has a pod again', async () => {
        const answer = restate.client.invoke('Greeter/greet', 'you');
        await scale(v2, 1);
        expect(await answer).toBe('v2: hello you');
      });

      test('replaced while it has no pod but an invocation, it gets one, and drains', async () => {
        await restate.client.send('Greeter/wait', 'one');
        const awakeable = await fixture.waiting('greeter', 'one');
        await scale(v2, 0);
        await deploy('v3', false);
        if (isJobs) await fixture.startSweep();
        await hasPods(v2, 1);
        await restate.client.resolveAwakeable(awakeable, 'done');
        await fixture.version(
          'greeter',
          ({ object, state }) => object === v2 && state === 'Retained',
        );
        expect((await replicaSet(v2)).spec.replicas).toBe(0);
      });

      test('rolled back to, a version gets a pod again', async () => {
        expect(await deploy('v2', false)).toBe(v2);
        expect((await replicaSet(v2)).status.availableReplicas).toBeGreaterThan(0);
      });
    });
  },
);
