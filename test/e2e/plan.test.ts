import { Size } from 'cdk8s';
import { RestateAdmin, RestateConfig } from '../../src';
import { Cluster } from './harness/cluster/cluster';
import { planOf, useKubectl } from './harness/command-line';
import {
  CLUSTER_NODE,
  describeOnNode,
  GREETER_NODE,
  useRestate,
  useRuntimeFixture,
} from './harness/on-node';
import { clusterApp } from './harness/restate/cluster-app';
import { ClusterFixture } from './harness/restate/cluster-fixture';
import { serviceApp } from './harness/restate/service-app';
import type { ServiceProps } from './harness/restate/service-app';
import type { VersionStatus } from '../../src/contract';
import { run } from '../cli/run';

const cluster = Cluster.connect();
const { access } = cluster;

useKubectl();

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
    const planned = (props: ReturnType<typeof app>, ...args: string[]) =>
      planOf(serviceApp({ namespace, ...props }), ...args);
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

    test('what a tool would prune is what kubectl says that it would', async () => {
      const labels = { team: namespace };
      const selector = `team=${namespace}`;
      const kept = { ...greeter('v1', { replicas: 2, revisionHistoryLimit: 0 }), labels };
      await apply(kept);
      const { plan } = await planned({ ...kept, services: {} }, '--prune-selector', selector);
      const pruned = plan.pruned.filter(({ by }) => by.includes('kubectl apply --prune'));
      const args = ['apply', '--prune', '--selector', selector, '--dry-run=server', ...flags];
      const { stdout } = await cluster.tryKubectl(
        [...args, '--namespace', namespace, '-f', '-'],
        serviceApp({ namespace, ...kept, services: {} }),
      );
      const told = [...stdout.matchAll(/^(\w+)\S*\/(\S+) (?:serverside-applied )?pruned/gm)];
      // Without its annotation of a client-side apply, kubectl finds nothing.
      expect(told.length > 0).toBe(flags.length === 0);
      expect(pruned.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).sort()).toEqual(
        told.map(([, kind, name]) => `${kind}/${name}`).sort(),
      );
      await apply(greeter('v1', { replicas: 2, revisionHistoryLimit: 0 }));
      await sweep();
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

describeOnNode('a plan of a cluster', CLUSTER_NODE, (node) => {
  const name = 'plan-cluster';
  const fixture = () => new ClusterFixture(cluster, node, name);
  /** Its servers are not looked at: no image stands for theirs, so that they only seem to run. */
  const app = (gibibytes: number, compute: object = {}, partitions = 2) =>
    clusterApp(name, {
      autoProvision: false,
      compute: { replicas: 2, image: 'restate-server:1', ...compute },
      storage: { size: Size.gibibytes(gibibytes), storageClassName: 'plan-expandable' },
      config: RestateConfig.raft({ partitions }),
    });
  const apply = (manifests: string) => cluster.tryKubectl(['apply', '-f', '-'], manifests);
  const claims = () => cluster.client.list(fixture().path('persistentvolumeclaims'));

  beforeAll(async () => {
    await cluster.client.create('/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'plan-expandable' },
      provisioner: 'e2e.example.com/volumes',
      allowVolumeExpansion: true,
    });
    await apply(app(1));
    await fixture().ready(2);
    await fixture().jobEnded('grow');
  });
  afterAll(async () => {
    await cluster.deleteNamespace(name);
    await cluster.client.delete('/apis/storage.k8s.io/v1/storageclasses/plan-expandable');
  });

  test('nothing of what was applied would change', async () => {
    expect(await planOf(app(1))).toMatchObject({ exit: 0, plan: { changes: false } });
  });

  test('volumes grow, and the pods are left alone, as it happens then', async () => {
    const pods = await fixture().podUids();
    const { exit, plan } = await planOf(app(2));
    expect({ exit, problems: plan.problems }).toEqual({ exit: 2, problems: [] });
    const [{ volumes, rolls, remarks }] = plan.clusters;
    expect(volumes).toHaveLength(2);
    expect(rolls).toEqual([]);
    expect(remarks).toEqual([expect.stringContaining('the first apply is refused')]);
    expect(plan.jobs).toHaveLength(1);

    expect((await apply(app(2))).status).toBe(1);
    await fixture().jobEnded('grow');
    expect((await apply(app(2))).status).toBe(0);
    const sizes = (await claims()).map(({ metadata, spec }) => ({
      claim: metadata.name,
      to: Number(spec.resources.requests.storage),
    }));
    expect(sizes).toEqual(volumes.map(({ claim, to }) => ({ claim, to })));
    expect(await fixture().podUids()).toEqual(pods);
    expect(await planOf(app(2))).toMatchObject({ exit: 0 });
  });

  test('a smaller volume cannot be; another image, configuration and node can', async () => {
    expect(await planOf(app(1))).toMatchObject({
      exit: 1,
      plan: { problems: [0, 1].map(() => expect.stringContaining('cannot shrink')) },
    });
    const next = app(2, { image: 'restate-server:2', replicas: 3 }, 4);
    const { exit, plan } = await planOf(next);
    expect(exit).toBe(2);
    expect(plan.clusters).toMatchObject([
      {
        replicas: { from: 2, to: 3 },
        image: { from: 'restate-server:1', to: 'restate-server:2' },
        configuration: ['default-num-partitions'],
        rolls: ['restate-1', 'restate-0'],
        volumes: [{ claim: 'storage-restate-2', to: 2 * 1024 ** 3 }],
      },
    ]);
    expect((await apply(next)).status).toBe(0);
    await fixture().ready(3);
    expect((await claims()).map(({ metadata }) => metadata.name).sort()).toEqual(
      [0, 1, 2].map((each) => `storage-restate-${each}`),
    );
    await fixture().kubectl('rollout', 'status', 'statefulset/restate', '--timeout=120s');
    expect(await planOf(next)).toMatchObject({ exit: 0 });

    const args = ['--namespace', name, '--output', 'json', '--kubeconfig', access.kubeconfig];
    expect(JSON.parse((await run(['status', ...args])).stdout).clusters).toMatchObject([
      {
        nodes: { desired: 3, ready: 3, updated: 3 },
        image: 'restate-server:2',
        volumes: [0, 1, 2].map((each) => ({ claim: `storage-restate-${each}`, phase: 'Bound' })),
        failedJobs: [],
      },
    ]);
  });
});
