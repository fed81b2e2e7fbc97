import { previous } from './cases';
import { plan } from '../../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../../src/reconciler/plan/retry-state';
import { actionsOf, deploymentStatusOf, observe, registered, there, wanted } from '../situation';

const v2 = wanted('shop', 'v2');

test('a version that is wanted at 0 replicas stays there', () => {
  const version = there('shop-v2', { notReady: 'none', replicas: { desired: 0, ready: 0 } });
  expect(actionsOf({ desired: [{ ...v2, replicas: 0 }], there: [version] })).toEqual({});
});

test('a version that nobody has given a number of replicas gets one', () => {
  const version = there('shop-v2', { notReady: 'none', replicas: { desired: 0, ready: 0 } });
  expect(actionsOf({ desired: [{ ...v2, replicas: undefined }], there: [version] })).toEqual({
    'shop-v2': ['scale 1'],
  });
});

describe('autoscaling', () => {
  const scaled = { ...v2, replicas: undefined, autoscaling: { min: 2, max: 8 } };
  const serving = (replicas: number) =>
    registered('shop-v1', {}, { replicas: { desired: replicas, ready: replicas } });
  const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };

  test.each([
    ['at least the minimum', 1, 'scale 2'],
    ['as many as its predecessor runs', 5, 'scale 5'],
    ['no more than the maximum', 20, 'scale 8'],
  ])('a new version starts with %s', (_, predecessor, action) => {
    const fresh = there('shop-v2', { notReady: '1 of 1', replicas: { desired: 1, ready: 0 } });
    expect(actionsOf({ desired: [scaled], there: [serving(predecessor), fresh], admin })).toEqual({
      'shop-v2': [action],
    });
  });

  test('a new version starts with what serves its own deployment, not with what serves another or drains', () => {
    const replicas = { desired: 6, ready: 6 };
    const fresh = there('shop-v2', { notReady: '1 of 1', replicas: { desired: 1, ready: 0 } });
    const others = [
      serving(3),
      registered('shop-v0', {}, { replicas }),
      registered('cart-v1', {}, { replicas }),
    ];
    const says = {
      knows: ['shop-v0', 'shop-v1', 'cart-v1'],
      latest: { shop: 'shop-v1', cart: 'cart-v1' },
      pinned: { 'shop-v0': 1 },
    };
    const desired = [scaled, wanted('cart', 'v1')];
    expect(actionsOf({ desired, there: [fresh, ...others], admin: says })).toEqual({
      'shop-v2': ['scale 3'],
    });
  });

  test('an endpoint that serves until then has no replicas to begin with', () => {
    const fresh = there('shop-v2', { notReady: '1 of 1', replicas: { desired: 1, ready: 0 } });
    const endpoint = registered('shop-v1', {}, { mode: 'Endpoint', replicas: undefined });
    expect(actionsOf({ desired: [scaled], there: [endpoint, fresh], admin })).toEqual({
      'shop-v2': ['scale 2'],
    });
  });

  test('a version that serves with 0 replicas is left at 0 where that is the minimum', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 0, ready: 0 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    const toZero = { ...scaled, autoscaling: { min: 0, max: 8 } };
    expect(actionsOf({ desired: [toZero], there: [there_], admin: says })).toEqual({});
  });

  test('a version that serves is left to its autoscaler', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 1, ready: 1 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    expect(actionsOf({ desired: [scaled], there: [there_], admin: says })).toEqual({});
  });

  test('a version serves when it is the latest at one of the admin APIs', () => {
    const version = registered('shop-v2', {}, { replicas: { desired: 1, ready: 1 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    const observation = observe({ desired: [scaled], there: [version], admin: says });
    const admins = new Map([...observation.admins, ['other http://other', { failure: 'gone' }]]);
    expect(plan({ ...observation, admins }, NO_RETRY_STATE).steps).toEqual([]);
  });

  test('a version that serves with 0 replicas gets some, since an autoscaler does not wake it', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 0, ready: 0 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    expect(actionsOf({ desired: [scaled], there: [there_], admin: says })).toEqual({
      'shop-v2': ['scale 2'],
    });
  });

  describe('switching it on', () => {
    const there_ = registered('shop-v2', {}, { replicas: { desired: 1, ready: 1 } });
    const says = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
    const before = (version: string, desired?: number) => ({
      object: `shop-${version}`,
      version,
      mode: 'ReplicaSet',
      state: 'Latest' as const,
      replicas: desired === undefined ? undefined : { desired, ready: desired },
    });

    test.each([
      ['gives back the replicas that the manifest dropped', [before('v2', 6)], 'scale 6'],
      [
        'does not take those of another version for them',
        [before('v1', 7), before('v2', 6)],
        'scale 6',
      ],
      ['gives the minimum where none are known', [before('v2')], 'scale 2'],
      ['gives the minimum where the version is not known', [], 'scale 2'],
    ])('%s', (_, versions, action) => {
      const status = previous({ autoscaled: false, versions });
      const situation = { desired: [scaled], there: [there_], admin: says, previous: status };
      expect(actionsOf(situation)).toEqual({ 'shop-v2': [action] });
    });
  });
});

describe('autoscaling that was switched off', () => {
  const fixed = { ...v2, replicas: 1 };
  const admin = { knows: ['shop-v2'], latest: { shop: 'shop-v2' } };
  const hpa = {
    kind: 'horizontalPodAutoscalers',
    object: { metadata: { name: 'shop-v2' } },
  } as const;
  const scaled = (more: object) =>
    registered('shop-v2', {}, { replicas: { desired: 3, ready: 3 }, ...more });

  test('its autoscaler is removed, and it gets the replicas of its manifest', () => {
    expect(actionsOf({ desired: [fixed], there: [scaled({ parts: [hpa] })], admin })).toEqual({
      'shop-v2': ['remove-autoscaler', 'scale 1'],
    });
  });

  test('it gets its replicas, although the run that removed the autoscaler ended there', () => {
    const before = previous({ autoscaled: true });
    expect(actionsOf({ desired: [fixed], there: [scaled({})], admin, previous: before })).toEqual({
      'shop-v2': ['scale 1'],
    });
  });

  test('the status has it as autoscaled until it has its replicas', () => {
    const situation = { desired: [fixed], admin, previous: previous({ autoscaled: true }) };
    const autoscaled = (version: ReturnType<typeof registered>) =>
      deploymentStatusOf('shop', { ...situation, there: [version] }).autoscaled;
    expect(autoscaled(scaled({}))).toBe(true);
    expect(autoscaled(registered('shop-v2'))).toBe(false);
  });

  test('what somebody scales by hand later is left alone', () => {
    const before = previous({ autoscaled: false });
    expect(actionsOf({ desired: [fixed], there: [scaled({})], admin, previous: before })).toEqual(
      {},
    );
  });

  test('nothing is changed while it is paused', () => {
    const paused = { ...fixed, paused: true };
    expect(actionsOf({ desired: [paused], there: [scaled({ parts: [hpa] })], admin })).toEqual({});
  });
});
