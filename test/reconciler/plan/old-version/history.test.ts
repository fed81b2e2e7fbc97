import { succeeded, v2 } from './cases';
import { plan } from '../../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../../src/reconciler/plan/retry-state';
import { actionsOf, observe, registered, retained, rulesOf, there, wanted } from '../situation';

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

test('ten versions are kept where nobody has given a limit', () => {
  const old = Array.from({ length: 11 }, (_, index) =>
    retained(`shop-v${index + 10}`, { createdAt: `2026-01-01T00:00:${index + 10}Z` }),
  );
  const situation = { ...succeeded(old[0]), there: [...old, registered('shop-v2')] };
  expect(actionsOf(situation)).toEqual({ 'shop-v10': ['delete'] });
  expect(rulesOf(situation)['shop-v10']).toBe('beyond the history limit');
});

test('each deployment has a history of its own', () => {
  const limited = { revisionHistoryLimit: 1 };
  const situation = {
    desired: [wanted('shop', 'v2', limited), wanted('cart', 'v2', limited)],
    there: [
      ...[retained('shop-v1'), registered('shop-v2')],
      ...[retained('cart-v1'), registered('cart-v2')],
    ],
    admin: { knows: ['shop-v2', 'cart-v2'], latest: { shop: 'shop-v2', cart: 'cart-v2' } },
  };
  expect(actionsOf(situation)).toEqual({});
});

test('a version that was never registered does not push out one that worked', () => {
  const failed = there('shop-v3', { replicas: { desired: 0, ready: 0 } });
  const situation = {
    ...succeeded(retained('shop-v1')),
    desired: [{ ...v2, revisionHistoryLimit: 1 }],
    there: [retained('shop-v1'), failed, registered('shop-v2')],
    admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
  };
  expect(actionsOf(situation)).toEqual({ 'shop-v3': ['delete'] });
});

test.each([
  ['an endpoint, whose pods are not ours', 'Endpoint', {}, ['delete']],
  ['a Knative Revision, which Knative keeps', 'KnativeRevision', {}, ['delete']],
  ['a Service without its ReplicaSet', 'ReplicaSet', { main: undefined }, ['delete']],
  ['a ReplicaSet', 'ReplicaSet', {}, undefined],
] as const)('a version is kept if its pods can come back: %s', (_, mode, more, actions) => {
  const service = { kind: 'services', object: { metadata: { name: 'shop-v1' } } } as const;
  const version = retained('shop-v1', { mode, replicas: undefined, parts: [service], ...more });
  expect(actionsOf(succeeded(version, { knows: ['shop-v2'] }))['shop-v1']).toEqual(actions);
});

test('a Knative version is kept if its Configuration is', () => {
  const part = (kind: 'services' | 'configurations') => ({
    kind,
    object: { metadata: { name: 'shop-v1' } },
  });
  const knative = (...parts: Array<ReturnType<typeof part>>) => {
    const none = { main: undefined, replicas: undefined, uri: undefined };
    const version = there('shop-v1', { mode: 'KnativeConfiguration', ...none, parts });
    return actionsOf(succeeded(version, { knows: ['shop-v2'] }));
  };
  expect(knative(part('services'), part('configurations'))).toEqual({});
  expect(knative(part('services'))).toEqual({ 'shop-v1': ['delete'] });
});

test('a version that still has something to do is not deleted yet', () => {
  const version = there('shop-v1');
  expect(actionsOf(succeeded(version, { knows: ['shop-v2'] }))).toEqual({ 'shop-v1': ['scale 0'] });
});

describe('what waits for a finalizer', () => {
  const metadata = { name: 'shop-v1', deletionTimestamp: '2026-01-01T11:59:00Z' };
  const going = { main: { metadata } };
  const none = { ...v2, revisionHistoryLimit: 0 };
  const situation = (v1: ReturnType<typeof there>) => ({
    ...succeeded(v1, { knows: ['shop-v2'] }),
    desired: [none],
  });

  test('is not deleted again, and no sweep stays up for it', () => {
    const waiting = situation(retained('shop-v1', going));
    expect(actionsOf(waiting)).toEqual({});
    expect(rulesOf(waiting)['shop-v1']).toBe('beyond the history limit');
    expect(plan(observe(waiting), NO_RETRY_STATE).draining).toBe(false);
  });

  test('does not keep the others of its version from being deleted', () => {
    const service = { kind: 'services', object: { metadata: { name: 'shop-v1' } } } as const;
    const waiting = situation(retained('shop-v1', { ...going, parts: [service] }));
    expect(actionsOf(waiting)).toEqual({ 'shop-v1': ['delete'] });
  });

  test.each(['services', 'horizontalPodAutoscalers', 'configurations', 'knativeServices'] as const)(
    'is not deleted again: %s',
    (kind) => {
      const part = { kind, object: { metadata } };
      expect(actionsOf(situation(retained('shop-v1', { ...going, parts: [part] })))).toEqual({});
    },
  );

  test('is no history: a newer version is kept in its place', () => {
    const limited = { ...v2, revisionHistoryLimit: 1 };
    const versions = [retained('shop-v0'), retained('shop-v1', going), registered('shop-v2')];
    expect(actionsOf({ ...situation(versions[0]), desired: [limited], there: versions })).toEqual(
      {},
    );
  });
});
