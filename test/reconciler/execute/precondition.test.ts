import { findNeed } from '../../../src/reconciler/execute/precondition';
import { adminView } from '../plan/situation';
import type { AdminSays } from '../plan/situation';

const need = (says: AdminSays, latest: Array<[string, string]> = []) =>
  findNeed('dp_shop-v1', adminView(says), new Map(latest));

test('nothing needs a deployment that has no invocation and serves nothing', () => {
  expect(need({ knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } })).toBeUndefined();
});

test('an invocation that was pinned in the meantime keeps it', () => {
  expect(need({ pinned: { 'shop-v1': 1 } })).toBe('invocations that started on it: 1 running');
});

test('a roll back by another run, known to the list of services alone, keeps it', () => {
  const says = { latest: { shop: 'shop-v2' } };
  expect(need(says, [['shop', 'dp_shop-v1']])).toBe('it is the latest deployment of shop');
});

test('a service that was made private does not keep it, unless work of it waits', () => {
  const says = { latest: { shop: 'shop-v1' }, private: ['shop'] };
  const latest: Array<[string, string]> = [['shop', 'dp_shop-v1']];
  expect(need(says, latest)).toBeUndefined();
  expect(need({ ...says, unpinned: { shop: 1 } }, latest)).toMatch(
    /^invocations of shop, which only it serves/,
  );
});
