import { countReplicas, replicaSetNotReady } from '../../../src/reconciler/observe/replica-set';
import type { ReplicaSet } from '../../../src/reconciler/observe/replica-set';

function replicaSet(replicas: number | undefined, status: object = {}): ReplicaSet {
  return {
    metadata: { name: 'shop-v1', generation: 2 },
    spec: { replicas },
    status: { observedGeneration: 2, ...status },
  };
}

const pods = (replicas: number, readyReplicas: number, availableReplicas: number) => ({
  replicas,
  readyReplicas,
  availableReplicas,
});

test.each<[string, ReplicaSet, string | undefined]>([
  ['all its pods are available', replicaSet(2, pods(2, 2, 2)), undefined],
  ['it has one pod, as nothing else is said', replicaSet(undefined, pods(1, 1, 1)), undefined],
  ['a pod is not ready', replicaSet(2, pods(2, 1, 1)), '1 of 2 pods are available'],
  ['a pod is ready for too short', replicaSet(2, pods(2, 2, 1)), '1 of 2 pods are available'],
  ['a pod is missing', replicaSet(2, pods(1, 2, 2)), '2 of 2 pods are available'],
  ['it is being scaled down', replicaSet(1, pods(2, 2, 2)), '2 of 1 pods are available'],
  ['it has no status', { ...replicaSet(1), status: undefined }, 'its pods are being created'],
  [
    'its controller has not seen the change',
    replicaSet(1, { ...pods(1, 1, 1), observedGeneration: 1 }),
    'its pods are being created',
  ],
  [
    'it has 0 replicas',
    replicaSet(0, pods(0, 0, 0)),
    'it has 0 replicas, and the server has to reach a pod to register it',
  ],
  [
    'its pods are refused',
    replicaSet(1, { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'quota' }] }),
    'cannot create pods: quota',
  ],
  [
    'its pods are refused without a reason',
    replicaSet(1, { conditions: [{ type: 'ReplicaFailure', status: 'True' }] }),
    'cannot create pods: no reason given',
  ],
  [
    'its pods were refused before',
    replicaSet(1, { ...pods(1, 1, 1), conditions: [{ type: 'ReplicaFailure', status: 'False' }] }),
    undefined,
  ],
])('a ReplicaSet is ready or says what it waits for: %s', (_, object, expected) => {
  expect(replicaSetNotReady(object)).toBe(expected);
});

test('replicas are counted as Kubernetes fills them in', () => {
  expect(countReplicas(replicaSet(3, pods(3, 2, 1)))).toEqual({ desired: 3, ready: 2 });
  expect(countReplicas({ metadata: { name: 'shop-v1' } })).toEqual({ desired: 1, ready: 0 });
});
