import { v1 } from './desired-version/cases';
import { succeeded } from './old-version/cases';
import { at, NOW, observe, registered } from './situation';
import type { Situation } from './situation';
import type { RuntimeStatus } from '../../../src/contract';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';
import { runtimeStatus } from '../../../src/reconciler/plan/runtime-status';

function statusOf(situation: Situation): RuntimeStatus {
  const observation = observe(situation);
  return runtimeStatus(plan(observation, NO_RETRY_STATE), observation);
}

function before(more: Partial<RuntimeStatus> = {}): RuntimeStatus {
  return { contract: 1, id: 'app', conditions: [], deployments: [], ...more };
}

test('a runtime says that its desired state is readable and its admin API reachable', () => {
  const lastTransitionTime = NOW.toISOString();
  expect(statusOf({})).toEqual({
    contract: 1,
    id: 'app',
    conditions: [
      {
        type: 'DesiredStateReadable',
        status: 'True',
        reason: 'Readable',
        message: 'The desired state is readable',
        lastTransitionTime,
      },
      {
        type: 'AdminReachable/restate',
        status: 'True',
        reason: 'Reachable',
        message: 'The admin API at http://restate:9070 is reachable',
        lastTransitionTime,
      },
    ],
    summary: { deployments: 0, registered: 0, versions: {} },
    deployments: [],
  });
});

test('the summary counts the versions of all deployments, and names the oldest drain', () => {
  const { summary } = statusOf({
    ...succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 2 } }),
  });
  expect(summary).toEqual({
    deployments: 1,
    registered: 1,
    versions: { Latest: 1, Draining: 1 },
    drainingSince: NOW.toISOString(),
  });
});

test('all faults of a desired state are in the condition', () => {
  expect(statusOf({ faults: ['a: is wrong', 'b: too'] }).conditions[0]).toMatchObject({
    status: 'False',
    reason: 'Faults',
    message: 'a: is wrong; b: too',
  });
});

test.each([
  ['does not answer', 'no answer within 5 s', 'AdminUnreachable', 'no answer within 5 s'],
  ['lets nobody in', { failure: '401', reason: 'Unauthorized' }, 'Unauthorized', '401'],
])('an admin API that %s is the reason', (_, admin, reason, failure) => {
  expect(statusOf({ admin }).conditions[1]).toMatchObject({
    status: 'False',
    reason,
    message: `cannot reach the admin API: ${failure}`,
  });
});

test('the time of a condition is that of its last change', () => {
  const condition = { type: 'DesiredStateReadable', status: 'True', reason: 'Readable' } as const;
  const lastTransitionTime = at(-60).toISOString();
  const previous = before({ conditions: [{ ...condition, message: '', lastTransitionTime }] });
  const [readable, reachable] = statusOf({ previous }).conditions;
  expect(readable.lastTransitionTime).toBe(lastTransitionTime);
  expect(reachable.lastTransitionTime).toBe(NOW.toISOString());
});

test("deployments that seem to be another app's are named", () => {
  const previous = before({ othersDeployments: ['cart'] });
  const theirs = registered('cart-v1');
  const state = { idIsDefault: true };
  expect(statusOf({ previous, state, desired: [v1], there: [theirs] }).othersDeployments).toEqual([
    'cart',
  ]);
  expect(statusOf({ previous, state, desired: [v1] })).not.toHaveProperty('othersDeployments');
});
