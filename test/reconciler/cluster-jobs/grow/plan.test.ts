import { planGrowth } from '../../../../src/reconciler/cluster-jobs/grow/plan';
import type { GrowState } from '../../../../src/reconciler/cluster-jobs/grow/plan';

const claim = (ordinal: number, requested: bigint, bound = true) => ({
  name: `storage-restate-${ordinal}`,
  requested,
  bound,
});
const live = { template: 10n, replicas: 2, uid: 'first', deleting: false };

function plan(state: Partial<GrowState>) {
  return planGrowth({
    storage: 20n,
    template: 20n,
    claims: [claim(0, 20n), claim(1, 20n)],
    statefulSet: { ...live, template: 20n },
    superseded: false,
    ...state,
  });
}

test.each<[string, Partial<GrowState>, object]>([
  ['nothing to grow', {}, { type: 'done' }],
  ['nothing is there yet', { claims: [], statefulSet: undefined }, { type: 'done' }],
  [
    'claims grow before the template',
    { claims: [claim(0, 10n), claim(1, 20n)], statefulSet: live },
    { type: 'grow', claims: ['storage-restate-0'] },
  ],
  ['the template follows the claims', { statefulSet: live }, { type: 'detach' }],
  [
    'a claim without a volume is waited for',
    { claims: [claim(0, 10n, false)] },
    { type: 'wait', reason: expect.stringContaining('storage-restate-0') },
  ],
  [
    'a StatefulSet that is going is waited for',
    { statefulSet: { ...live, deleting: true }, saved: { uid: 'first' } },
    { type: 'wait', reason: expect.stringContaining('being deleted') },
  ],
  [
    'a StatefulSet that was deleted is made again',
    { statefulSet: undefined, saved: { uid: 'first' } },
    { type: 'recreate' },
  ],
  [
    'so it is by a run that is out of date',
    { statefulSet: undefined, saved: { uid: 'first' }, superseded: true },
    { type: 'recreate' },
  ],
  [
    'a StatefulSet that was made again gets its owners back',
    { statefulSet: { ...live, uid: 'second', template: 20n }, saved: { uid: 'first' } },
    { type: 'restore' },
  ],
  [
    'a StatefulSet that was written down and not deleted is deleted',
    { statefulSet: live, saved: { uid: 'first' } },
    { type: 'detach' },
  ],
  [
    'a run that is out of date changes nothing',
    { statefulSet: live, superseded: true },
    { type: 'superseded' },
  ],
  [
    'volumes can not shrink',
    { claims: [claim(0, 30n), claim(1, 10n)], statefulSet: { ...live, template: 40n } },
    {
      type: 'refuse',
      larger: ['claim storage-restate-0', 'the claim template of the StatefulSet'],
      atLeast: 40n,
    },
  ],
  [
    'a template that keeps its size is left alone',
    { template: 10n, statefulSet: live },
    { type: 'done' },
  ],
  [
    'new replicas get the size of the template, and are waited for',
    { template: 10n, statefulSet: { ...live, replicas: 3 } },
    { type: 'wait', reason: 'not all replicas have a claim yet' },
  ],
])('%s', (_, state, step) => {
  expect(plan(state)).toEqual(step);
});
