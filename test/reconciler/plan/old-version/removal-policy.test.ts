import { FORCE, left, removed, succeeded, v2 } from './cases';
import type { RuntimeStatus } from '../../../../src/contract';
import { previous } from '../desired-version/cases';
import { actionsOf, deploymentStatusOf, NOW, registered, rulesOf } from '../situation';
import type { there } from '../situation';

const DRAIN = { deletionPolicy: { type: 'drain' } } as const;
const since = `removedAt=${NOW.toISOString()}`;

function leaving(versions: Array<ReturnType<typeof there>>, before?: RuntimeStatus) {
  const situation = left(versions[0], {
    knows: ['shop-v1', 'shop-v2', 'shop-v3', 'cart-v1'],
    pinned: { 'shop-v1': 1 },
    private: ['shop'],
  });
  return { ...situation, there: [...versions, registered('cart-v1')], previous: before };
}

/** What the last run has seen: the version that is desired, and the others. */
function seen(version: string, ...others: string[]): RuntimeStatus {
  const versions = [version, ...others].map((each) => ({
    ...{ version: each, object: `shop-${each}`, mode: 'ReplicaSet', state: 'Latest' as const },
  }));
  return previous({ version, versions });
}

test('an older version goes by the policy that its deployment had when it left', () => {
  const versions = [registered('shop-v1', {}, FORCE), registered('shop-v2', {}, DRAIN)];
  for (const before of [seen('v2', 'v1'), undefined]) {
    expect(actionsOf(leaving(versions, before))).toEqual({
      'shop-v1': [`${since} removalPolicy=drain`],
      'shop-v2': [`${since} removalPolicy=drain`],
    });
  }
});

test('after a roll back, the policy is not that of the newest version', () => {
  const versions = [registered('shop-v1', {}, DRAIN), registered('shop-v2', {}, FORCE)];
  expect(actionsOf(leaving(versions, seen('v1', 'v2')))['shop-v2']).toEqual([
    `${since} removalPolicy=drain`,
  ]);
});

test('nor when removals were suspended while it left, and so nothing was recorded', () => {
  const versions = [registered('shop-v1', {}, DRAIN), registered('shop-v2', {}, FORCE)];
  const suspended = { ...leaving(versions, seen('v1', 'v2')), faults: ['unreadable'] };
  expect(actionsOf(suspended)).toEqual({});
  const status = [1, 2].reduce(
    (before) => ({
      ...before,
      deployments: [deploymentStatusOf('shop', { ...suspended, previous: before })],
    }),
    suspended.previous!,
  );
  expect(actionsOf(leaving(versions, status))['shop-v2']).toEqual([`${since} removalPolicy=drain`]);
});

test('a version that was applied and left before any run could see it was the last', () => {
  const versions = [
    registered('shop-v1', {}, FORCE),
    registered('shop-v2', {}, FORCE),
    registered('shop-v3', {}, DRAIN),
  ];
  expect(actionsOf(leaving(versions, seen('v2', 'v1')))['shop-v1']).toEqual([
    `${since} removalPolicy=drain`,
  ]);
});

test('the policy outlives the version that was desired last', () => {
  const left_ = { ...removed, removalPolicy: { type: 'drain' } } as const;
  expect(rulesOf(leaving([registered('shop-v1', left_, FORCE)]))['shop-v1']).toBe(
    'invocations need it',
  );
});

test('a run that was killed halfway goes on by the policy that it has recorded', () => {
  const recorded = { ...removed, removalPolicy: { type: 'drain' } } as const;
  const versions = [registered('shop-v1', {}, FORCE), registered('shop-v2', recorded, DRAIN)];
  expect(actionsOf(leaving(versions, previous({ version: undefined })))['shop-v1']).toEqual([
    `${since} removalPolicy=drain`,
  ]);
});

test('a deployment that is back has no such policy any more', () => {
  const recorded = { ...removed, removalPolicy: { type: 'force' } } as const;
  const back = succeeded(registered('shop-v1', recorded));
  expect(actionsOf(back)['shop-v1']).toEqual(['-removedAt -removalPolicy']);
  const desired = { ...back, there: [registered('shop-v2', recorded)], desired: [v2] };
  expect(actionsOf(desired)['shop-v2']).toEqual(['-removedAt -removalPolicy']);
});
