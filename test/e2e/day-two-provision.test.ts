import { RestateConfig } from '../../src';
import { synthExample } from '../examples/synth-example';
import { Cluster } from './harness/cluster/cluster';
import { RESTATE_VERSIONS } from './harness/node/images';
import { CLUSTER_NODE, describeOnNode } from './harness/on-node';
import { clusterApp, raftCluster } from './harness/restate/cluster-app';
import { ClusterFixture } from './harness/restate/cluster-fixture';
import { awakeableId } from './harness/restate/restate-client';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const SERVICES = 'day-two-services';

/** The release that the example names runs what it says, and the others a smaller cluster. */
const CASES = RESTATE_VERSIONS.map((version) => {
  if (version === '1.5') {
    return { version, name: 'restate', manifests: synthExample('raft-three-nodes') };
  }
  const name = `raft-${version.replace('.', '-')}`;
  return { version, name, manifests: clusterApp(name, raftCluster(version)) };
});

jest.setTimeout(600_000);

describeOnNode('a cluster of three nodes with Raft metadata', CLUSTER_NODE, (node) => {
  beforeAll(async () => {
    await cluster.createNamespace(SERVICES);
    await cluster.kubectl(['apply', '-n', SERVICES, '-f', '-'], JSON.stringify(GREETER));
  });

  afterAll(() => cluster.deleteNamespace(SERVICES));

  describe.each(CASES)('of Restate $version', ({ version, name, manifests }) => {
    const fixture = () => new ClusterFixture(cluster, node, name);
    const apply = () => cluster.kubectl(['apply', '-f', '-'], manifests);
    const runAgain = async () => {
      const job = await fixture().job('provision');
      await fixture().kubectl('delete', 'job', job!.metadata.name!);
      await apply();
    };

    beforeAll(apply);
    afterAll(() => cluster.deleteNamespace(name));

    test('is provisioned by its Job, and then runs an invocation', async () => {
      expect(await fixture().jobEnded('provision')).toBe('the cluster is provisioned');
      await fixture().ready(3);
      expect(await fixture().events('Provisioned')).toEqual(['the cluster is provisioned']);

      const restate = await fixture().client();
      await waitUntil({ for: 'the cluster to answer' }, () => restate.isReady());
      await restate.register(`http://greeter.${SERVICES}.svc.cluster.local:9080`);
      // The nodes hear of a new service one after the other.
      const call = () => restate.invoke('Greeter/greet', 'you');
      expect(await waitUntil({ for: 'an answer' }, call)).toBe('v1: hello you');
    });

    test('completes an invocation that was running when a node was killed', async () => {
      const restate = await fixture().client();
      const key = `kill-${version}`;
      const invocation = await restate.send('Greeter/wait', key);
      const id = await waitUntil({ for: 'the handler to wait' }, () =>
        node
          .pods(SERVICES)
          .map((pod) => awakeableId(node.container(SERVICES, pod).log, key))
          .find((found) => found !== undefined),
      );
      fixture().signal('restate-1', 'SIGKILL');
      await waitUntil({ for: 'the awakeable to be resolved' }, async () => {
        await restate.resolveAwakeable(id, 'done');
        return true;
      });
      expect(await waitUntil({ for: 'the result' }, () => restate.attach(invocation))).toBe(
        'v1: done',
      );
      await waitUntil({ for: 'the node to be started again' }, async () => {
        const { status } = await fixture().get('pods', 'restate-1');
        return status.containerStatuses[0].restartCount === 1;
      });
      await fixture().ready(3);
    });

    test('is left alone by the Job when it runs again', async () => {
      await runAgain();
      expect(await fixture().jobEnded('provision')).toBe('the cluster is provisioned');
      expect(await fixture().events('Provisioned')).toHaveLength(1);
    });
  });

  describe('that is rolled to the next release and another configuration', () => {
    const name = 'raft-rolled';
    const fixture = () => new ClusterFixture(cluster, node, name);
    const apply = (version: string, jobImage?: string, more: object = {}) => {
      const props = raftCluster(version);
      const config = RestateConfig.raft({
        partitions: 2,
        overrides: { 'rocksdb-total-memory-size': '64MB', ...more },
      });
      return cluster.kubectl(
        ['apply', '-f', '-'],
        clusterApp(name, { ...props, config, jobs: { image: jobImage } }),
      );
    };

    beforeAll(async () => {
      await apply('1.6');
      await fixture().jobEnded('provision');
      await fixture().ready(3);
    });
    afterAll(() => cluster.deleteNamespace(name));

    test('never has fewer than two nodes, and goes on answering', async () => {
      const restate = await fixture().client();
      await waitUntil({ for: 'the cluster to answer' }, () => restate.isReady());
      await restate.register(`http://greeter.${SERVICES}.svc.cluster.local:9080`);
      const before = await fixture().podUids();

      await apply('1.7', 'docker.io/library/node:22-alpine', { 'shutdown-timeout': '30s' });
      const budget = `/apis/policy/v1/namespaces/${name}/poddisruptionbudgets/restate`;
      let fewest = 3;
      let answers = 0;
      await waitUntil({ for: 'all nodes to be rolled', timeoutMs: 240_000 }, async () => {
        const { metadata, status } = await fixture().get('statefulsets', 'restate');
        fewest = Math.min(fewest, status.readyReplicas ?? 0);
        if ((status.readyReplicas ?? 0) < 3) {
          // What drains a node must wait for the roll.
          const { status: allowed } = await cluster.client.get(budget);
          expect(allowed.desiredHealthy).toBe(2);
        }
        // A call to the node that is just going may fail: a client tries again.
        const call = () => restate.invoke('Greeter/greet', 'you');
        expect(await waitUntil({ for: 'an answer', timeoutMs: 120_000 }, call)).toBe(
          'v1: hello you',
        );
        answers++;
        const seen = status.observedGeneration === metadata.generation;
        return (
          seen && status.currentRevision === status.updateRevision && status.readyReplicas === 3
        );
      });
      const after = await fixture().podUids();
      expect(Object.keys(before).filter((pod) => after[pod] === before[pod])).toEqual([]);
      expect(fewest).toBe(2);
      // At least one for each node that went; on a fast machine there are no more.
      expect(answers).toBeGreaterThanOrEqual(3);
    });

    test('has no Jobs left of the manifests before', async () => {
      const jobs = () => cluster.client.list(fixture().path('jobs'));
      await waitUntil({ for: 'the Jobs to go' }, async () => (await jobs()).length === 2);
      const images = (await jobs()).map(({ spec }) => spec.template.spec.containers[0].image);
      expect(new Set(images)).toEqual(new Set(['docker.io/library/node:22-alpine']));
    });
  });

  describe('whose first node has lost its disk while the others do not answer', () => {
    const name = 'raft-lost-disk';
    const fixture = () => new ClusterFixture(cluster, node, name);
    const manifests = clusterApp(name, raftCluster('1.7'));
    const apply = () => cluster.kubectl(['apply', '-f', '-'], manifests);
    const others = ['restate-1', 'restate-2'];
    const runAgain = async () => {
      const job = await fixture().job('provision');
      await fixture().kubectl('delete', 'job', job!.metadata.name!);
      await apply();
    };
    const unmark = () =>
      fixture().kubectl('annotate', 'pvc', '--all', 'restate.dev/provisioned-', '--overwrite');

    beforeAll(async () => {
      await apply();
      await fixture().jobEnded('provision');
      await fixture().ready(3);
      others.forEach((pod) => fixture().signal(pod, 'SIGSTOP'));
      await fixture().kubectl('delete', 'pvc', 'storage-restate-0', '--wait=false');
      await fixture().kubectl('delete', 'pod', 'restate-0');
      await waitUntil({ for: 'the node to start on an empty disk' }, () =>
        fixture().log('restate-0').includes('Awaiting provisioning'),
      );
    });

    afterAll(() => cluster.deleteNamespace(name));

    test('is not provisioned a second time, since a ConfigMap says that it was', async () => {
      await runAgain();
      expect(await fixture().jobEnded('provision')).toMatch(
        /^the cluster was provisioned before \(recorded by ConfigMap restate-provisioned, /,
      );
    });

    test('is not provisioned a second time, since the claims say that it was', async () => {
      await fixture().kubectl('delete', 'configmap', 'restate-provisioned');
      await fixture().kubectl('annotate', 'pvc', 'storage-restate-0', 'restate.dev/provisioned-');
      await runAgain();
      expect(await fixture().jobEnded('provision')).toMatch(
        'the cluster was provisioned before (recorded by claim storage-restate-1, claim storage-restate-2)',
      );
      expect(await fixture().get('configmaps', 'restate-provisioned')).toBeDefined();
    });

    test('is not provisioned a second time without any mark either, until the others are asked', async () => {
      await fixture().kubectl('delete', 'configmap', 'restate-provisioned');
      await unmark();
      await runAgain();
      expect(
        await waitUntil({ for: 'the Event' }, async () => (await fixture().events('Waiting'))[0]),
      ).toMatch(/cannot ask restate-1 whether it belongs to a cluster: .*no answer within 3 s/);
      expect(fixture().log('restate-0')).not.toContain('Successfully provisioned');

      others.forEach((pod) => fixture().signal(pod, 'SIGCONT'));
      expect(await fixture().jobEnded('provision')).toBe('the cluster is provisioned');
    });

    test('is not provisioned again when all disks are lost, and the Job says what to do', async () => {
      await fixture().kubectl('delete', 'pvc', '--all', '--wait=false');
      await fixture().kubectl('delete', 'pods', '-l', 'app.kubernetes.io/name=restate');
      await waitUntil({ for: 'all nodes to start on empty disks' }, () =>
        ['restate-0', ...others].every((pod) =>
          fixture().log(pod).includes('Awaiting provisioning'),
        ),
      );
      await runAgain();
      expect(await fixture().jobEnded('provision', 'Failed')).toMatch(
        /recorded by ConfigMap restate-provisioned.*no node has its data.*delete these marks/,
      );
      expect(await fixture().events('ProvisionedBefore')).toHaveLength(1);
    });
  });
});

const LABELS = { app: 'greeter' };
/** By these the network policies of the clusters allow them to call the pod. */
const CALLED_BY = [...CASES.map(({ name }) => name), 'raft-rolled'].map((name) => [
  `allow.restate.dev/${name}`,
  'true',
]);
const GREETER = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'greeter' },
      spec: { selector: LABELS, ports: [{ port: 9080 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'greeter', labels: { ...LABELS, ...Object.fromEntries(CALLED_BY) } },
      spec: { containers: [{ name: 'greeter', image: 'greeter' }] },
    },
  ],
};
