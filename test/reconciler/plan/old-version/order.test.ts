import type { DesiredDeployment } from '../../../../src/contract';
import type { ObservedVersion } from '../../../../src/reconciler/observe/observation';
import { olderVersions } from '../../../../src/reconciler/plan/old-version/order';
import { ADMIN, adminView, observe, registered, there, wanted } from '../situation';

interface Around {
  /** Service -> the object that is its latest; else the first version is that of "shop". */
  readonly latest?: Readonly<Record<string, string>>;
  readonly knows?: readonly string[];
  readonly desired?: readonly DesiredDeployment[];
  readonly idsInUse?: readonly string[];
}

/** The objects that go before the first of these versions. */
function before(versions: ObservedVersion[], around: Around = {}): string[] {
  const [first] = versions;
  const knows = around.knows ?? versions.map(({ object }) => object);
  const view = adminView({ knows: [...knows], latest: around.latest ?? { shop: first.object } });
  const { desired } = observe({ desired: around.desired });
  return olderVersions(
    first,
    `dp_${first.object}`,
    view,
    { versions, desired },
    new Set(around.idsInUse),
  );
}

test('the latest version of a service goes after all others that offer it', () => {
  const versions = ['shop-v3', 'shop-v1', 'shop-v2'].map((object) => registered(object));
  expect(before(versions)).toEqual(['shop-v1', 'shop-v2']);
});

test('a version that is the latest for nothing waits for nobody', () => {
  const versions = ['shop-v1', 'shop-v2'].map((object) => registered(object));
  expect(before(versions, { latest: { shop: 'shop-v2' } })).toEqual([]);
});

test('versions of another service are not waited for', () => {
  expect(before([registered('shop-v2'), registered('cart-v1')])).toEqual([]);
});

test('one of another deployment is waited for where it offers the same service', () => {
  const versions = [registered('shop-v2'), registered('cart-v1', { services: ['shop'] })];
  expect(before(versions)).toEqual(['cart-v1']);
});

test('one that is desired is not waited for, nor one that shares its registration with what is desired', () => {
  const versions = [registered('shop-v2'), registered('shop-v1')];
  expect(before(versions, { desired: [wanted('shop', 'v1')] })).toEqual([]);
  expect(before(versions, { idsInUse: ['dp_shop-v1'] })).toEqual([]);
});

test('one that is not registered any more is not waited for', () => {
  const versions = [registered('shop-v2'), registered('shop-v1')];
  expect(before(versions, { knows: ['shop-v2'] })).toEqual([]);
});

test('one that is known by a former registration is waited for', () => {
  const former = { ...ADMIN, id: 'dp_old' };
  const older = registered('shop-v1', { deploymentId: undefined, formerRegistrations: [former] });
  const versions = [registered('shop-v2'), { ...older, uri: undefined }];
  expect(before(versions, { knows: ['shop-v2'] })).toEqual([]);
  expect(before(versions, { knows: ['shop-v2', 'old'] })).toEqual(['shop-v1']);
});

test('of two that are each the latest for a service of both, the first by name goes first', () => {
  const both = { services: ['shop', 'cart'] };
  const versions = [registered('shop-v2', both), registered('shop-v1', both)];
  const latest = { shop: 'shop-v2', cart: 'shop-v1' };
  expect(before(versions, { latest })).toEqual(['shop-v1']);
  expect(before([...versions].reverse(), { latest })).toEqual([]);
});

test('what an operator registered offers what its deployment offers', () => {
  const unknown = there('shop-v1', { state: { deploymentId: 'dp_shop-v1', privateServices: [] } });
  expect(before([registered('shop-v2'), unknown])).toEqual(['shop-v1']);
  const another = there('cart-v1', { state: { deploymentId: 'dp_cart-v1', privateServices: [] } });
  expect(before([registered('shop-v2'), another])).toEqual([]);
});

test('of two that are each the latest, the one that is known to offer the service goes before the one that may', () => {
  const unknown = there('shop-v1', { state: { deploymentId: 'dp_shop-v1', privateServices: [] } });
  const versions = [registered('shop-v2', { services: ['shop', 'cart'] }), unknown];
  const latest = { cart: 'shop-v2', shop: 'shop-v1' };
  expect(before(versions, { latest })).toEqual([]);
  expect(before([...versions].reverse(), { latest })).toEqual(['shop-v2']);
});
