import { run } from '../cli/run';
import { objectsOf } from '../examples/synth-example';
import { expectedOf, inputOf, OPERATOR_FLAGS } from '../parity/recordings';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { waitUntil } from './harness/wait';

const cluster = Cluster.connect();
const { client } = cluster;

const OPERATOR = ['--server-side', '--force-conflicts', '--field-manager=restate-operator'];

/** What would restart a pod or make another one: the workloads' generations, and the pods themselves. */
async function workloads(objects: KubeObject[], namespace: string): Promise<unknown> {
  const sets = objects.filter(({ kind }) => ['StatefulSet', 'ReplicaSet'].includes(kind ?? ''));
  const generations = await Promise.all(
    sets.map(async (set) => {
      const path = `${await client.collectionOf(set)}/${set.metadata.name}`;
      return (await client.get(path)).metadata.generation;
    }),
  );
  const pods = (await client.get(`/api/v1/namespaces/${namespace}/pods`)).items as KubeObject[];
  // The runtime's own pods come and go.
  const served = pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind !== 'Job');
  return { generations, pods: served.map(({ metadata }) => metadata.uid).sort() };
}

describe.each([
  { way: 'kubectl apply', flags: [] },
  { way: 'kubectl apply --server-side', flags: ['--server-side', '--force-conflicts'] },
])('with $way', ({ flags }) => {
  test.each([
    { name: 'cluster-raft', namespace: 'raft', pods: 3 },
    { name: 'deployment-minimal', namespace: 'apps', pods: 1 },
  ])(
    'what the operator made of $name is taken over, and given back, without a restart of a pod',
    async ({ name, namespace, pods }) => {
      const theirs: KubeObject[] = expectedOf(name);
      const { status, stdout: ours } = await run(['render', ...OPERATOR_FLAGS, inputOf(name)]);
      expect(status).toBe(0);
      const applyTheirs = () =>
        cluster.kubectl(['apply', ...OPERATOR, '-f', '-'], JSON.stringify(list(theirs)));
      await cluster.namespaceGone(namespace);
      await cluster.createNamespace(namespace);
      try {
        await applyTheirs();
        const before = await waitUntil({ for: `${pods} pods of ${name}` }, async () => {
          const state = (await workloads(theirs, namespace)) as { pods: string[] };
          return state.pods.length === pods ? state : undefined;
        });
        await cluster.kubectl(['apply', ...flags, '-f', '-'], ours);
        expect(await workloads(theirs, namespace)).toEqual(before);
        expect(objectsOf(ours).length).toBeGreaterThanOrEqual(theirs.length);
        await applyTheirs();
        expect(await workloads(theirs, namespace)).toEqual(before);
      } finally {
        await cluster.deleteNamespace(namespace);
      }
    },
  );
});

function list(items: KubeObject[]): object {
  return { apiVersion: 'v1', kind: 'List', items };
}
