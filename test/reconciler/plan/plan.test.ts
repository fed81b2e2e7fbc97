import { cart, due, left, removed, succeeded, v2 } from './old-version/cases';
import {
  ADMIN,
  adminView,
  at,
  observe,
  registered,
  removableFor,
  retained,
  there,
  wanted,
} from './situation';
import type { Situation } from './situation';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';

test('a version is removable when nothing needs it, and not while something does', () => {
  const { removable } = plan(
    observe(succeeded(registered('shop-v1', due), { pinned: { 'shop-v1': 1 } })),
    NO_RETRY_STATE,
  );
  expect(removable).toEqual([]);
  expect(plan(observe(succeeded(registered('shop-v1', due))), NO_RETRY_STATE).removable).toEqual([
    'shop-v1',
  ]);
});

test('no sweep stays up for a version that is left alone because its deployment is paused', () => {
  const situation = succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 1 } });
  const paused = { ...situation, desired: [{ ...v2, paused: true }] };
  expect(plan(observe(situation), NO_RETRY_STATE).draining).toBe(true);
  expect(plan(observe(paused), NO_RETRY_STATE).draining).toBe(false);
});

test('a sweep stays up while any version drains', () => {
  const situation = succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 1 } });
  const more = { ...situation, there: [...(situation.there ?? []), retained('shop-v0')] };
  expect(plan(observe(more), NO_RETRY_STATE).draining).toBe(true);
});

test.each<[string, boolean, Situation]>([
  ['one that is not ready', true, { there: [registered('cart-v1'), there('shop-v2')] }],
  ['none', false, { there: [registered('cart-v1'), registered('shop-v2')] }],
  [
    'one that is paused',
    false,
    { there: [registered('cart-v1')], desired: [cart, { ...v2, paused: true }] },
  ],
])('a deployment is pending while it may still be registered: %s', (_, pending, more) => {
  const admin = { knows: ['cart-v1', 'shop-v2'], latest: { cart: 'cart-v1', shop: 'shop-v2' } };
  const situation = { desired: [cart, v2], admin: { ...admin, knows: ['cart-v1'] }, ...more };
  const both = more.there?.length === 2 && !pending ? { ...situation, admin } : situation;
  expect(plan(observe(both), NO_RETRY_STATE).pending).toBe(pending);
});

test('what is refused for good is not pending', () => {
  const situation = { desired: [v2], there: [there('shop-v2')] };
  const refused = { hash: v2.hash, message: '', final: true, attempts: 1, notBefore: 0 };
  const failures = new Map([['shop', refused]]);
  expect(plan(observe(situation), { ...NO_RETRY_STATE, failures }).pending).toBe(false);
});

test('a deployment that has moved to another admin API serves at the former until it is registered', () => {
  const other = { key: 'other', url: 'http://other:9070' };
  const observation = observe({
    desired: [{ ...v2, admin: 'other' }, cart],
    there: [registered('shop-v1', due), there('shop-v2'), registered('cart-v1')],
    admin: { knows: ['shop-v1', 'cart-v1'], latest: { shop: 'shop-v1', cart: 'cart-v1' } },
    state: { admins: [ADMIN, other] },
  });
  const admins = new Map([...observation.admins, ['other http://other:9070', adminView({})]]);
  const { statuses } = plan({ ...observation, admins }, NO_RETRY_STATE);
  expect(statuses[0].versions[1].rule).toBe('serves until its successor is registered');
});

describe("an app that took over another's runtime id by chance", () => {
  const deployed = (name: string) => ({
    ...{ name, admin: 'restate', version: 'v1' },
    ...{ conditions: [], versions: [] },
  });
  const previous = { contract: 1, id: 'app', conditions: [], deployments: [deployed('shop')] };
  const situation: Situation = {
    ...left(registered('shop-v1', { ...removed, ...due })),
    state: { idIsDefault: true },
    previous,
  };
  const planFor = (when: Situation) => {
    const { statuses, steps, othersDeployments } = plan(observe(when), {
      ...NO_RETRY_STATE,
      ...removableFor(3, 'shop-v1', 'cart-v1'),
    });
    return { statuses, steps, othersDeployments };
  };

  test('removes nothing of it', () => {
    const { statuses, steps, othersDeployments } = planFor(situation);
    expect(steps).toEqual([]);
    expect(othersDeployments).toEqual(['shop']);
    expect(statuses[1].versions[0].blockers?.[0]).toMatch(/give each app an id of its own/);
  });

  test('removes nothing of it after it has reported its own deployments either', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    expect(planFor({ ...situation, previous: after })).toMatchObject({
      steps: [],
      othersDeployments: ['shop'],
    });
  });

  test('removes nothing of it either when both were applied before the first run', () => {
    const untouched = { ...situation, there: [there('shop-v1'), registered('cart-v1')] };
    expect(planFor({ ...untouched, previous: undefined })).toMatchObject({
      steps: [],
      othersDeployments: ['shop'],
    });
    const known = { ...previous, deployments: [deployed('shop'), deployed('cart')] };
    expect(planFor({ ...untouched, previous: known }).othersDeployments).toEqual([]);
  });

  test.each([
    ['it was registered', { deploymentId: 'dp_1' }],
    ['its services are known', { services: ['shop'] }],
    ['it was being removed', { removedAt: at(-60) }],
  ])('is not found by a version that a run has seen before: %s', (_, marks) => {
    const seen = there('shop-v1', { state: { privateServices: [], ...marks } });
    const when = { ...situation, there: [seen, registered('cart-v1')], previous: undefined };
    expect(planFor(when).othersDeployments).toEqual([]);
  });

  test('is not found by a registration, nor by a version that is gone but for its parts', () => {
    for (const more of [{ mode: 'Endpoint' as const }, { main: undefined }]) {
      const when = { ...situation, there: [there('shop-v1', more)], previous: undefined };
      expect(planFor(when).othersDeployments).toEqual([]);
    }
  });

  test('is not found where one of its deployments has only been removed from the app', () => {
    const both = { ...previous, deployments: [deployed('shop'), deployed('cart')] };
    expect(planFor({ ...situation, previous: both }).othersDeployments).toEqual([]);
    expect(planFor({ ...situation, previous: undefined }).othersDeployments).toEqual([]);
  });

  test('is not found where nothing of it is left, or it was being removed already', () => {
    const gone = { ...situation, there: [registered('cart-v1')] };
    expect(planFor(gone).othersDeployments).toEqual([]);
    const removing = { ...previous, deployments: [{ ...deployed('shop'), version: undefined }] };
    expect(planFor({ ...situation, previous: removing }).othersDeployments).toEqual([]);
  });

  test('is not found where nothing is desired', () => {
    expect(planFor({ ...situation, desired: [] }).othersDeployments).toEqual([]);
  });

  test('loses nothing when the other one is applied again', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    const back = { ...situation, desired: [wanted('shop', 'v1')], previous: after };
    expect(planFor(back).othersDeployments).toEqual(['cart']);
    expect(planFor(back).steps.map(({ object }) => object)).not.toContain('cart-v1');
  });

  test('removes what it leaves out again, once it has an id of its own', () => {
    const after = { ...previous, deployments: [deployed('cart')], othersDeployments: ['shop'] };
    const chosen = { ...situation, previous: after, state: { idIsDefault: false } };
    expect(planFor(chosen).steps.map(({ object }) => object)).toContain('shop-v1');
  });
});
