import type { Case } from './cases';
import { LATEST } from './latest';
import { REGISTERING } from './registering';
import { WAITING } from './waiting';
import { DESIRED_VERSION_RULES } from '../../../../src/reconciler/plan/desired-version/rules';
import { actionsOf, rulesOf, statesOf } from '../situation';

const ALL = [...WAITING, ...REGISTERING, ...LATEST];

describe('a version that waits', () => {
  test.each(WAITING)('$name', check);
});
describe('a version that is not registered as it is desired', () => {
  test.each(REGISTERING)('$name', check);
});
describe('a version that is registered', () => {
  test.each(LATEST)('$name', check);
});

function check({ when, rules, retryState, then, states }: Case): void {
  expect(rulesOf(when, retryState)).toEqual(rules);
  expect(actionsOf(when, retryState)).toEqual(then);
  if (states) expect(statesOf(when, retryState)).toEqual(states);
}

test('every rule decides about one of these versions', () => {
  const used = new Set(ALL.flatMap(({ rules }) => Object.values(rules)));
  expect(DESIRED_VERSION_RULES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual(
    [],
  );
});

test('no two rules have the same name', () => {
  const names = DESIRED_VERSION_RULES.map(({ name }) => name);
  expect([...new Set(names)]).toEqual(names);
});
