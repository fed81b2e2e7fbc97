import type { Case } from './cases';
import { DRAINING } from './draining';
import { KNATIVE } from './knative';
import { LEAVING } from './leaving';
import { ORPHANED } from './orphaned';
import { SUSPENDED } from './suspended';
import { UNREGISTERED } from './unregistered';
import { OLD_VERSION_RULES } from '../../../../src/reconciler/plan/old-version/rules';
import { plan } from '../../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../../src/reconciler/plan/retry-state';
import { actionsOf, observe, removableFor, rulesOf, statesOf } from '../situation';

/** The rules that begin, or confirm, that nothing needs a version. */
const REMOVABLE = new Set([
  'unknown to the admin API, waits for confirmation',
  'unknown to the admin API, cleaned up',
  'ReplicaSet deleted, waits for confirmation',
  'ReplicaSet deleted, deregistered',
  'drained, waits for confirmation',
  'drained, removed',
]);

const ALL = [...SUSPENDED, ...DRAINING, ...UNREGISTERED, ...LEAVING, ...ORPHANED, ...KNATIVE];

describe('a version that is not desired any more', () => {
  test.each(SUSPENDED)('$name', check);
  test.each(DRAINING)('$name', check);
});
describe('a version that the admin API does not know', () => {
  test.each(UNREGISTERED)('$name', check);
});
describe('a version of Knative', () => {
  test.each(KNATIVE)('$name', check);
});
describe('a version whose ReplicaSet is gone', () => {
  test.each(ORPHANED)('$name', check);
});
describe('a deployment that has left the desired state', () => {
  test.each(LEAVING)('$name', check);
});

function check({ when, rule, then, state, removableFor: seconds }: Case): void {
  const retryState = seconds === undefined ? {} : removableFor(seconds, 'shop-v1');
  expect(rulesOf(when, retryState)['shop-v1']).toBe(rule);
  expect(actionsOf(when, retryState)['shop-v1'] ?? []).toEqual(then);
  const { removable } = plan(observe(when), { ...NO_RETRY_STATE, ...retryState });
  expect(removable.includes('shop-v1')).toBe(REMOVABLE.has(rule));
  if (state) expect(statesOf(when, retryState)['shop-v1']).toBe(state);
}

test('every rule decides about one of these versions', () => {
  const used = new Set(ALL.map(({ rule }) => rule));
  expect(OLD_VERSION_RULES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});

test('no two rules have the same name', () => {
  const names = OLD_VERSION_RULES.map(({ name }) => name);
  expect([...new Set(names)]).toEqual(names);
});
