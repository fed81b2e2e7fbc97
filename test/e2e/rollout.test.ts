import { App, Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateEndpoint,
  RestateRegistration,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import { Cluster } from './harness/cluster/cluster';
import {
  describeOnNode,
  GREETER_NODE,
  useInProcessRuntime,
  useRestate,
  useRuntimeFixture,
} from './harness/on-node';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const WAITING = 'its rollout is not complete';

interface Commit {
  readonly namespace: string;
  readonly admin: string;
  readonly mode: RestateRuntimeMode;
  /** What the pods answer with, and the revision. */
  readonly version: string;
  /** A handler that the pods do not have. */
  readonly without?: string;
  /** Whether the rollout waits for somebody. */
  readonly paused?: boolean;
}

/** One commit that holds both: the pods of a plain Deployment, and the revision of their registration. */
function manifests({ namespace, admin, mode, version, without = '', paused }: Commit): string {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'app', { namespace });
  const labels = { app: 'plain' };
  const deployment = new k8s.KubeDeployment(chart, 'deployment', {
    metadata: { name: 'plain' },
    spec: {
      replicas: 2,
      paused,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'greeter',
              image: 'greeter',
              env: [
                { name: 'VERSION', value: version },
                { name: 'WITHOUT', value: without },
              ],
              ports: [{ containerPort: 9080 }],
            },
          ],
        },
      },
    },
  });
  new k8s.KubeService(chart, 'service', {
    metadata: { name: 'plain' },
    spec: { selector: labels, ports: [{ name: 'restate', port: 9080 }] },
  });
  new RestateRuntime(chart, 'app', { image: 'node:20-alpine', mode });
  new RestateRegistration(chart, 'greeter', {
    admin: RestateAdmin.fromUrl(admin),
    endpoint: RestateEndpoint.fromService('plain'),
    waitForRollout: deployment,
    revision: version,
  });
  return app.synthYaml();
}

describeOnNode('one commit that holds image and revision', GREETER_NODE, (node) => {
  const restate = useRestate({ version: '1.7' });

  describe.each([
    ['Jobs', RestateRuntimeMode.jobs()],
    ['a Deployment', RestateRuntimeMode.deployment()],
  ])('with a runtime of %s', (name, mode) => {
    const namespace = `rollout-${name.split(' ').pop()!.toLowerCase()}`;
    const fixture = useRuntimeFixture(node, namespace);

    async function apply(commit: Pick<Commit, 'version' | 'without' | 'paused'>): Promise<void> {
      const { admin } = restate.client;
      const text = manifests({ namespace, admin, mode, ...commit });
      await cluster.kubectl(['apply', '-f', '-'], text);
    }

    async function registered(): Promise<void> {
      const hash = await fixture.desiredHash('greeter');
      await waitUntil({ for: 'the registration', timeoutMs: 180_000 }, async () => {
        const { deployments } = await fixture.status().catch(() => ({ deployments: [] }));
        const [entry] = deployments;
        return entry?.hash === hash && entry.conditions[0].status === 'True';
      });
    }

    test('is registered once all pods are new, and what the old ones had is not found again', async () => {
      await apply({ version: 'v1', without: 'sleep' });
      await registered();
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      await expect(restate.client.invoke('Greeter/sleep', 1)).rejects.toThrow();

      await apply({ version: 'v2', paused: true });
      const version = await fixture.version('greeter', ({ rule }) => rule === WAITING);
      expect(version.blockers).toEqual([expect.stringMatching(/0 updated, .*rollout is paused$/)]);
      await expect(restate.client.invoke('Greeter/sleep', 1)).rejects.toThrow();

      await fixture.kubectl('rollout', 'resume', 'deployment/plain');
      await registered();
      expect(await restate.client.invoke('Greeter/sleep', 1)).toBe('v2: slept');
    });

    test('a roll back of the commit is registered in the same way', async () => {
      await apply({ version: 'v1', without: 'sleep' });
      await registered();
      expect(await restate.client.invoke('Greeter/greet', 'you')).toBe('v1: hello you');
      await expect(restate.client.invoke('Greeter/sleep', 1)).rejects.toThrow();
    });
  });

  describe('with a runtime that is killed after every second of its changes', () => {
    const namespace = 'rollout-killed';
    const fixture = useRuntimeFixture(node, namespace);
    const runtime = useInProcessRuntime(fixture, restate);

    /** Without what would run the runtime, which the test does itself. */
    async function apply(commit: Pick<Commit, 'version' | 'without' | 'paused'>): Promise<void> {
      const mode = RestateRuntimeMode.jobs();
      const text = manifests({ namespace, admin: runtime.admin.url, mode, ...commit });
      const kept = text.split(/^---$/m).filter((each) => !/^kind: (Job|CronJob)$/m.test(each));
      await cluster.kubectl(['apply', '-f', '-'], kept.join('---'));
    }
    const ready = async () => (await fixture.deployment('greeter')).conditions[0];
    const complete = () => fixture.kubectl('rollout', 'status', 'deployment/plain');

    test('it waits, however often it begins anew, and then registers the new pods', async () => {
      await apply({ version: 'v1', without: 'sleep' });
      await complete();
      await runtime.runKilled(2);
      expect(await ready()).toMatchObject({ status: 'True' });

      await apply({ version: 'v2', paused: true });
      for (let run = 0; run < 4; run++) await runtime.run({ killAfter: 1, outlastsLeases: true });
      await runtime.run({ outlastsLeases: true });
      expect(await ready()).toMatchObject({ status: 'False', reason: 'WaitingForRollout' });
      // What is registered still is what the former pods had.
      await expect(restate.client.invoke('Greeter/sleep', 1)).rejects.toThrow();

      await fixture.kubectl('rollout', 'resume', 'deployment/plain');
      await complete();
      await runtime.runKilled(2);
      expect(await ready()).toMatchObject({ status: 'True' });
      expect(await restate.client.invoke('Greeter/sleep', 1)).toBe('v2: slept');
    });
  });
});
