import {
  adminOfDesired,
  adminOfVersion,
  adminRef,
  formerRegistrationOf,
  viewOf,
} from '../../../src/reconciler/observe/refs';
import { ADMIN, observe, registered, retained, there, wanted } from '../plan/situation';

const FORMER = { key: 'former', url: 'http://former:9070' };
const OTHER = { key: 'other', url: 'http://other:9070' };
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
  expect(viewOf(known, undefined)).toMatchObject({
    failure: expect.stringMatching(/^none is recorded for this version; add/),
  });
});

test('a version that the operator registered belongs to the server that knows its id, also where the manifest names another', () => {
  const version = registered('shop-v1', { registeredWith: undefined }, { admin: OTHER });
  const observation = { ...known, desired: { ...known.desired, admins: [ADMIN, OTHER] } };
  expect(adminOfVersion(observation, version)).toEqual(ADMIN);
});

test('a version that was not registered where the manifest has moved it belongs to the server that has it', () => {
  expect(adminOfVersion(known, registered('shop-v1', { registeredWith: FORMER }))).toEqual(ADMIN);
  const elsewhere = { registeredWith: FORMER, deploymentId: 'dp_x' };
  expect(adminOfVersion(known, registered('shop-v1', elsewhere))).toEqual(FORMER);
  const deregistered = there('shop-v1', { state: { registeredWith: FORMER, privateServices: [] } });
  expect(adminOfVersion(known, deregistered)).toEqual(ADMIN);
});

test("a version of the operator belongs to whichever admin API knows its id, not to its deployment's new one", () => {
  const NEW = { key: 'new', url: 'http://new:9070' };
  const moved = observe({
    desired: [wanted('shop', 'v2', { admin: 'new' })],
    admin: { knows: ['shop-v1'] },
    state: { admins: [NEW, ADMIN] },
  });
  expect(adminOfVersion(moved, registered('shop-v1', {}, { admin: undefined }))).toEqual(ADMIN);
});

test('a version is seen as the first of its former registrations', () => {
  const [one, two] = [
    { ...FORMER, id: 'dp_1' },
    { ...ADMIN, id: 'dp_2' },
  ];
  const version = registered('shop-v1', { formerRegistrations: [one, two] });
  const former = formerRegistrationOf(version)!;
  expect(former.state.deploymentId).toBe('dp_1');
  expect(former.furtherRegistrations).toEqual([two]);
  expect(adminOfVersion(known, former)).toEqual(FORMER);
  expect(formerRegistrationOf(registered('shop-v1'))).toBeUndefined();
});
