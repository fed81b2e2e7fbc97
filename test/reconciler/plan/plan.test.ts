import { due, left, removed, succeeded, v2 } from './old-version/cases';
import { actionsOf, observe, registered, removableFor, retained, wanted } from './situation';
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

test('the oldest versions beyond the history limit are deleted', () => {
  const situation = {
    desired: [{ ...wanted('shop', 'v5'), revisionHistoryLimit: 2 }],
    there: [
      retained('shop-v1'),
      retained('shop-v2'),
      retained('shop-v3'),
      retained('shop-v4'),
      registered('shop-v5'),
    ],
    admin: { knows: ['shop-v5'], latest: { shop: 'shop-v5' } },
  };
  expect(actionsOf(situation)).toEqual({ 'shop-v1': ['delete'], 'shop-v2': ['delete'] });
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
