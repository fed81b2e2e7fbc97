import type { ObservedVersion } from '../../../src/reconciler/observe/observation';
import { observeRollouts, rolloutLacks } from '../../../src/reconciler/observe/rollout';
import type { Deployment } from '../../../src/reconciler/observe/rollout';
import { there, wanted } from '../plan/situation';

type Status = Deployment['status'];

function deployment(
  status: Status = {},
  { revision = '2', spec = { replicas: 2 } as Deployment['spec'], generation = 5 } = {},
): Deployment {
  return {
    metadata: { name: 'plain', generation, annotations: { 'restate.dev/revision': revision } },
    spec,
    status: {
      ...{ observedGeneration: 5, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
      ...status,
    },
  };
}

test('a rollout is complete once all pods are updated and available, and no other is left', () => {
  expect(rolloutLacks(deployment(), '2')).toBeUndefined();
});

test.each<[string, Deployment | undefined, string]>([
  ['is not there', undefined, 'is not found'],
  [
    'is going',
    { ...deployment(), metadata: { name: 'plain', deletionTimestamp: '2026-01-01T00:00:00Z' } },
    'is not found',
  ],
  [
    'was not applied with the revision yet',
    deployment({}, { revision: '1' }),
    'has the revision 1, not 2, in its annotation restate.dev/revision',
  ],
  [
    'never had a revision',
    { ...deployment(), metadata: { name: 'plain' } },
    'has no revision, not 2, in its annotation restate.dev/revision',
  ],
  ['was not seen by its controller yet', deployment({ observedGeneration: 4 }), 'was just changed'],
  [
    'has no pods',
    deployment({ replicas: 0 }, { spec: { replicas: 0 } }),
    'has 0 replicas, and the server has to reach a pod',
  ],
  [
    'has pods that are not updated',
    deployment({ replicas: 3, updatedReplicas: 1 }),
    'has 1 updated, 2 available and 2 old pods of 2',
  ],
  [
    'has an old pod left',
    deployment({ replicas: 3, availableReplicas: 3 }),
    'has 2 updated, 3 available and 1 old pods of 2',
  ],
  [
    'has pods that are not available',
    deployment({ availableReplicas: 1 }),
    'has 2 updated, 1 available and 0 old pods of 2',
  ],
  [
    'is paused',
    deployment({ updatedReplicas: 0 }, { spec: { replicas: 2, paused: true } }),
    'has 0 updated, 2 available and 2 old pods of 2; its rollout is paused',
  ],
  [
    'makes no progress',
    deployment({
      availableReplicas: 0,
      conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
    }),
    'has 2 updated, 0 available and 0 old pods of 2; its progress deadline is exceeded',
  ],
])('a Deployment that %s is waited for', (_, found, lack) => {
  expect(rolloutLacks(found, '2')).toBe(lack);
});

const shop = wanted('shop', 'v1', {
  mode: 'Endpoint',
  rollout: { deployment: 'plain', revision: '2' },
});

function observe(versions: readonly ObservedVersion[], found: () => Promise<Deployment>) {
  return observeRollouts([shop, wanted('other', 'v1')], versions, found);
}

test('only what is not registered yet is looked at', async () => {
  const find = jest.fn(async () => deployment());
  expect([...(await observe([], find))]).toEqual([['shop', undefined]]);
  const discovered = { privateServices: [], discovered: 'v0' };
  await observe([there('shop-v1', { state: discovered })], find);
  expect(find.mock.calls).toEqual([['plain'], ['plain']]);
  const registered = there('shop-v1', { state: { ...discovered, discovered: 'v1' } });
  expect([...(await observe([registered], find))]).toEqual([]);
});

test('one that cannot be read is not complete, and the others are looked at all the same', async () => {
  const refused = async () => Promise.reject(new Error('403 Forbidden'));
  expect([...(await observe([], refused))]).toEqual([
    ['shop', 'the Deployment plain cannot be read: 403 Forbidden'],
  ]);
});
