import { delimiter, dirname } from 'node:path';
import { RestateAdmin } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { describeOnNode, GREETER_NODE, useRestate, useRuntimeFixture } from './harness/on-node';
import { serviceApp } from './harness/restate/service-app';
import type { ServiceProps } from './harness/restate/service-app';
import type { Plan } from '../../src/cli/plan/plan';
import type { VersionStatus } from '../../src/contract';
import { run } from '../cli/run';

const cluster = Cluster.connect();
const { access } = cluster;
const path = process.env.PATH;

beforeAll(() => {
  process.env.PATH = [dirname(access.kubectl), path].join(delimiter);
});
afterAll(() => {
  process.env.PATH = path;
});

describeOnNode('a plan', GREETER_NODE, (node) => {
  const restate = useRestate();

  describe.each([
    { tool: 'kubectl apply', namespace: 'plan-client', flags: [] },
    { tool: 'kubectl apply --server-side', namespace: 'plan-server', flags: ['--server-side'] },
  ])('of an app that is applied by $tool', ({ namespace, flags }) => {
    const fixture = useRuntimeFixture(node, namespace);
    /** Of this tool: the other must not find it. */
    const service = namespace;

    const app = (services: { [name: string]: ServiceProps }) => ({
      admin: RestateAdmin.fromUrl(restate.client.admin),
      admins: [RestateAdmin.fromUrl(restate.client.admin)],
      services,
    });
    const greeter = (version: string, props: Partial<ServiceProps> = {}) =>
      app({ greeter: { version, env: { SERVICE: service }, ...props } });
    const planned = async (props: ReturnType<typeof app>) => {
      const manifests = serviceApp({ namespace, ...props });
      const flagsOf = ['--output', 'json', '--kubeconfig', access.kubeconfig];
      const { status, stdout, stderr } = await run(['plan', '-', ...flagsOf], manifests);
      expect(stderr).toBe('');
      return { exit: status, plan: JSON.parse(stdout) as Plan };
    };
    /** Of the one deployment. */
    const ofGreeter = async (props: ReturnType<typeof app>) => {
      const { exit, plan } = await planned(props);
      expect({ exit, problems: plan.problems }).toEqual({ exit: 2, problems: [] });
      return plan.runtimes[0].deployments[0];
    };
    const statusOf = async (): Promise<readonly VersionStatus[]> => {
      const args = ['--namespace', namespace, '--kubeconfig', access.kubeconfig];
      const { stdout } = await run(['status', '--output', 'json', ...args]);
      const { deployments } = JSON.parse(stdout).runtimes[0].status;
      return deployments.flatMap(({ versions }: any) => versions);
    };
    const apply = (props: ReturnType<typeof app>) => fixture.apply(props, ...flags);
    const sweep = async () => {
      await fixture.startSweep();
      await fixture.sweepEnded();
    };

    let v1: string;
    let v2: string;
    let awakeable: string;

    test('the first apply: all is created, and the version will be registered; nothing has been written', async () => {
      const { exit, plan } = await planned(greeter('v1'));
      expect(exit).toBe(2);
      const [deployment] = plan.runtimes[0].deployments;
      expect(deployment).toMatchObject({
        change: 'new deployment',
        registers: { again: false, url: expect.stringContaining(restate.client.admin) },
        replicas: { to: 1 },
        oldVersions: [],
      });
      expect(plan.objects.filter(({ change }) => change !== 'created')).toEqual([]);
      expect(plan.jobs.map(({ why }) => why)).toEqual(['registers greeter']);
      expect(await fixture.objects()).toEqual([]);

      v1 = deployment.version!;
      await apply(greeter('v1'));
      await fixture.registered('greeter');
      expect(await statusOf()).toMatchObject([{ version: v1, state: 'Latest' }]);
      expect(await planned(greeter('v1'))).toMatchObject({
        exit: 0,
        plan: { changes: false, objects: [], jobs: [] },
      });
    });

    test('a new version: the old one drains, and it is told what holds it', async () => {
      await restate.client.send(`${service}/wait`, namespace);
      awakeable = await fixture.waiting('greeter', namespace);
      await sweep();
      const deployment = await ofGreeter(greeter('v2'));
      v2 = deployment.version!;
      expect(deployment).toMatchObject({
        change: 'new version',
        before: v1,
        registers: { again: false, breakingChange: 'unknown' },
        oldVersions: [{ version: v1, drains: true, then: 'kept', invocations: 1 }],
      });

      await apply(greeter('v2'));
      await fixture.registered('greeter');
      await fixture.startSweep();
      const held = await fixture.version('greeter', ({ state }) => state === 'Draining');
      expect(held).toMatchObject({ version: v1, invocations: 1 });
      const again = await planned(greeter('v2'));
      expect(again).toMatchObject({ exit: 0 });
      expect(again.plan.runtimes[0].deployments[0].oldVersions).toMatchObject([
        { version: v1, drains: true, heldBy: held.blockers },
      ]);
    });

    test('a roll back to a version that still drains, and then to one that is kept', async () => {
      expect(await ofGreeter(greeter('v1'))).toMatchObject({
        change: 'roll back',
        version: v1,
        before: v2,
        registers: { again: true },
        oldVersions: [{ version: v2, drains: true, then: 'kept' }],
      });
      await apply(greeter('v1'));
      await fixture.registered('greeter');
      await restate.client.resolveAwakeable(awakeable, 'done');
      await fixture.sweepEnded();
      await sweep();
      expect(await statusOf()).toMatchObject([
        { version: v1, state: 'Latest' },
        { version: v2, state: 'Retained' },
      ]);
      expect(await ofGreeter(greeter('v2'))).toMatchObject({
        change: 'roll back',
        registers: { again: false },
        oldVersions: [{ version: v1, then: 'kept' }],
      });
    });

    test('other replicas and no history: nothing is registered, and what is kept goes', async () => {
      const props = greeter('v1', { replicas: 2, revisionHistoryLimit: 0 });
      expect(await ofGreeter(props)).toMatchObject({
        change: 'changed',
        replicas: { from: 1, to: 2 },
        props: [{ name: 'revisionHistoryLimit', from: 10, to: 0 }],
        oldVersions: [{ version: v2, then: 'removed', because: 'beyond the history limit of 0' }],
      });
      await apply(props);
      const scaled = '--for=jsonpath={.status.availableReplicas}=2';
      await fixture.kubectl('wait', `replicaset/greeter-${v1}`, scaled, '--timeout=120s');
      await sweep();
      expect(await statusOf()).toMatchObject([
        { version: v1, state: 'Latest', replicas: { desired: 2 } },
      ]);
      expect(await planned(props)).toMatchObject({ exit: 0 });
    });

    test('the deployment leaves: its version drains and is removed, whatever the tool prunes', async () => {
      const { exit, plan } = await planned(app({}));
      expect(exit).toBe(2);
      expect(plan.runtimes[0].deployments).toMatchObject([
        {
          name: 'greeter',
          change: 'removed',
          before: v1,
          oldVersions: [{ version: v1, drains: true, policy: { type: 'drain' }, then: 'removed' }],
        },
      ]);
      await apply(app({}));
      await sweep();
      expect(await statusOf()).toEqual([]);
      expect(await fixture.objects()).toEqual([]);
      expect(await planned(app({}))).toMatchObject({ exit: 0, plan: { changes: false } });
    });
  });
});

