import { clustersOf } from '../../../src/cli/status/clusters';
import { statusTable } from '../../../src/cli/status/table';

const labels = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': 'restate',
});

function set(status: object = {}, replicas = 3): any {
  return {
    kind: 'StatefulSet',
    metadata: { name: 'restate', namespace: 'restate', generation: 2, labels: labels('restate') },
    spec: {
      replicas,
      template: { spec: { containers: [{ name: 'restate', image: 'restatedev/restate:1.7' }] } },
    },
    status: { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 3, ...status },
  };
}

function claim(ordinal: number, more: object = {}, annotations = {}): any {
  return {
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `storage-restate-${ordinal}`,
      namespace: 'restate',
      labels: labels('restate'),
      annotations,
    },
    spec: { resources: { requests: { storage: '2147483648' } } },
    status: { phase: 'Bound', capacity: { storage: '2Gi' }, ...more },
  };
}

const CLAIMS = [
  claim(0, {}, { 'restate.dev/provisioned': '2026-01-01T00:00:00Z' }),
  claim(1),
  claim(2),
];
const lines = (...objects: any[]) =>
  statusTable({ runtimes: [], clusters: clustersOf(objects) }, { now: new Date() }).split('\n');

test('a cluster is a line: nodes that are ready, its image, and its volumes', () => {
  expect(lines(set(), ...CLAIMS)).toEqual([
    'NAMESPACE   NODES   IMAGE                    PROVISIONED   VOLUMES',
    'restate     3/3     restatedev/restate:1.7   yes           3 x 2Gi',
    '',
  ]);
});

test('only StatefulSets of clusters are clusters', () => {
  const other = { ...set(), metadata: { ...set().metadata, labels: labels('postgres') } };
  expect(clustersOf([other, ...CLAIMS])).toEqual([]);
});

test.each([
  [
    'nodes that are not ready',
    [set({ readyReplicas: 1 }), ...CLAIMS],
    '2 of 3 nodes not ready -> kubectl -n restate describe pods',
  ],
  [
    'a rollout that goes on',
    [set({ updatedReplicas: 1 }), ...CLAIMS],
    '1 of 3 nodes have the newest template -> kubectl -n restate rollout status statefulset/restate',
  ],
  [
    'a rollout that no controller has seen yet',
    [set({ observedGeneration: 1 }), ...CLAIMS],
    '0 of 3 nodes have the newest template -> kubectl -n restate rollout status statefulset/restate',
  ],
  [
    'a volume that nobody provisions',
    [set(), claim(0, { phase: 'Pending' })],
    'volume storage-restate-0 is Pending -> kubectl -n restate describe pvc storage-restate-0',
  ],
  [
    'a volume that is still smaller than it should be',
    [set(), claim(0, { capacity: { storage: '1Gi' } })],
    'volume storage-restate-0 has 1Gi of 2147483648 -> wait, or kubectl -n restate describe pvc storage-restate-0',
  ],
  [
    'a volume whose pod has to start again',
    [
      set(),
      claim(0, {
        capacity: { storage: '1Gi' },
        conditions: [{ type: 'FileSystemResizePending', status: 'True' }],
      }),
    ],
    'volume storage-restate-0 has 1Gi of 2147483648 -> its file system grows when its pod starts again',
  ],
  [
    'a Job that failed',
    [
      set(),
      ...CLAIMS,
      {
        kind: 'Job',
        metadata: {
          name: 'restate-grow-a',
          namespace: 'restate',
          labels: labels('cdk8s-restate-cluster-jobs'),
        },
        status: { conditions: [{ type: 'Failed', status: 'True', reason: 'PodFailurePolicy' }] },
      },
    ],
    'Job restate-grow-a failed (PodFailurePolicy) -> kubectl -n restate logs job/restate-grow-a, mend that, then delete the Job and apply again',
  ],
])('%s is told, with what to do next', (_, objects, note) => {
  expect(lines(...objects).slice(3)).toEqual([`restate/restate: ${note}`, '']);
});
