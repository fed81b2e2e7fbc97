import {
  adminOfDesired,
  adminOfVersion,
  adminRef,
  viewOf,
} from '../../../src/reconciler/observe/refs';
import { ADMIN, observe, registered, retained, there, wanted } from '../plan/situation';

const FORMER = { key: 'former', url: 'http://former:9070' };
const known = observe({ desired: [wanted('shop', 'v2')], admin: { knows: ['shop-v1'] } });
const down = observe({ desired: [wanted('shop', 'v2')], admin: 'no answer' });

test('a version belongs to the admin API that it was made for', () => {
  expect(adminOfVersion(known, there('shop-v1'))).toEqual(ADMIN);
});

test("a version of the operator belongs to its deployment's admin API", () => {
  expect(adminOfVersion(known, there('shop-v1', { admin: undefined }))).toEqual(ADMIN);
  expect(adminOfVersion(known, there('cart-v1', { admin: undefined }))).toBeUndefined();
});

test('when the URL has changed, a version belongs to whichever admin API knows its id', () => {
  const version = registered('shop-v1', {}, { admin: FORMER });
  expect(adminOfVersion(known, version)).toMatchObject(ADMIN);
  expect(adminOfVersion(down, version)).toEqual(FORMER);
  expect(adminOfVersion(known, registered('shop-v3', {}, { admin: FORMER }))).toEqual(FORMER);
});

test('what is at rest needs no admin API that knows it', () => {
  expect(adminOfVersion(known, retained('shop-v1', { admin: FORMER }))).toEqual(ADMIN);
  expect(adminOfVersion(known, retained('cart-v1', { admin: FORMER }))).toEqual(FORMER);
  expect(adminOfVersion(known, there('shop-v1', { admin: FORMER }))).toEqual(FORMER);
});

test('an admin API is known by its key and URL', () => {
  expect(adminRef(ADMIN)).toBe('restate http://restate:9070');
  expect(adminOfDesired(known, wanted('shop', 'v2'))).toEqual(ADMIN);
});

test('an admin API that was not queried, or is not known, is a failure', () => {
  expect(viewOf(known, ADMIN)).toHaveProperty('deployments');
  expect(viewOf(known, FORMER)).toEqual({ failure: 'the admin API was not queried' });
  expect(viewOf(known, undefined)).toEqual({
    failure: 'no admin API is recorded for this version',
  });
});
