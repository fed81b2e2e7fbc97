import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NAMES, podLabels } from '../../../src/contract';
import type { AdminAccess, DesiredState } from '../../../src/contract';
import { AdminPool } from '../../../src/reconciler/loop/admin-pool';
import { isFailure } from '../../../src/reconciler/observe/observation';
import type { AdminRef } from '../../../src/reconciler/observe/observation';
import { adminRef } from '../../../src/reconciler/observe/refs';
import { hang, refuse } from '../memory/faults';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let pool: AdminPool;
let folder: string;

beforeEach(async () => {
  world = await World.start();
  pool = poolWith();
  folder = mkdtempSync(join(tmpdir(), 'admin-pool-test-'));
});
afterEach(async () => {
  pool.close();
  rmSync(folder, { recursive: true });
  await world.stop();
});
useVirtualTime();

/** The pool of a pod that may authenticate to the admin API in this way. */
function poolWith(access?: Partial<AdminAccess>): AdminPool {
  pool?.close();
  const { key, url } = world.ref;
  pool = new AdminPool(world.client, 'app', 'me', access && { [key]: { url, ...access } });
  return pool;
}
function desired(...admins: AdminRef[]): DesiredState {
  return { contract: 1, id: 'app', admins, deployments: [] };
}
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const withToken = () => poolWith({ bearerTokenFile: file('token', 'secret') });
const queries = () => world.restate.log.length;
const ask = async (ref = world.ref) => (await pass(pool.observe([ref]))).get(adminRef(ref));

test('an admin API is asked with the credentials that the spec of the pod has for it', async () => {
  world.restate.api.token = 'secret';
  withToken();
  expect(await ask()).toHaveProperty('deployments');
});

test('credentials are sent to the URL that they were given for, and to no other of that key', async () => {
  poolWith({ bearerTokenFile: file('token', 'secret'), url: 'http://new.example:9070' });
  await ask();
  expect(world.restate.log[0].headers.authorization).toBeUndefined();
});

test('a key that every object has is none that credentials were given for', async () => {
  withToken();
  await ask({ ...world.ref, key: 'constructor' });
  expect(world.restate.log[0].headers.authorization).toBeUndefined();
});

test('what a proxy repeats of a token in its refusal is not told', async () => {
  withToken();
  const page = `denied; authorization: Bearer secret ${'x'.repeat(2_000)}`;
  world.restate.faults.next(/./, refuse(403, page));
  expect(await ask()).toMatchObject({
    failure: expect.stringContaining('authorization: Bearer *** xxx'),
  });
});

test('a token that is not taken, and one that is missing, are told apart', async () => {
  world.restate.api.token = 'other';
  withToken();
  expect(await ask()).toMatchObject({ reason: 'Unauthorized' });
  poolWith({ bearerTokenFile: '/nowhere/token' });
  expect(await ask()).toMatchObject({ reason: 'KeyMissing' });
});

test('a token that is renewed in place is used with the next request', async () => {
  withToken();
  await ask();
  file('token', 'renewed');
  await ask();
  expect(world.restate.log.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer secret',
    'Bearer renewed',
  ]);
});

test('the client of an admin API stays the same until its access or its CA changes', () => {
  const ca = file('ca', 'A');
  poolWith({ caFile: ca });
  const client = pool.client(world.ref);
  expect(pool.client(world.ref)).toBe(client);
  file('ca', 'B');
  expect(pool.client(world.ref)).not.toBe(client);
});

test('several versions of one admin API cost one question', async () => {
  await pass(pool.observe([world.ref, world.ref]));
  expect(queries()).toBe(1);
});

test('one that refuses is asked again within two seconds, however often it has', async () => {
  world.restate.faults.always(/./, refuse(503, { message: 'starting' }));
  for (let round = 1; round <= 6; round++) {
    expect(await ask()).toMatchObject({ failure: /starting/ });
    expect(queries()).toBe(round);
    await ask();
    expect(queries()).toBe(round);
    await pass(2_050);
  }
});

test('since when it fails is kept until it answers, or fails for another reason', async () => {
  const sinces: unknown[] = [];
  const lookAgain = async () => {
    await pass(2_050);
    const view = await ask();
    sinces.push(isFailure(view) ? view?.since : 'answers');
  };
  for (const refusal of [503, 503, 401, undefined, 503]) {
    if (refusal) world.restate.faults.next(/./, refuse(refusal, { message: 'no' }));
    await lookAgain();
  }
  const [first, second, unauthorized, answers, again] = sinces;
  expect(second).toBe(first);
  expect(unauthorized).toBeGreaterThan(first as number);
  expect(answers).toBe('answers');
  expect(again).toBeGreaterThan(unauthorized as number);
});

test('one that does not answer is waited for once, and then left alone for longer and longer', async () => {
  world.restate.faults.always(/./, hang);
  // The longest pauses; by chance they are down to half of that.
  jest.spyOn(Math, 'random').mockReturnValue(0.999);
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    const startedAt = performance.now();
    while (queries() === round) {
      expect(await ask()).toHaveProperty('failure');
      if (queries() === round) await pass(250);
    }
    waits.push(Math.round((performance.now() - startedAt) / 1000));
  }
  expect(waits[0]).toBe(5);
  // Five seconds of these are the question itself.
  expect(Math.max(...waits)).toBeGreaterThan(30);
  expect(Math.max(...waits)).toBeLessThanOrEqual(36);
});

test('there is one Lease for each admin API, and another epoch counts for all', async () => {
  const other = { key: 'b', url: 'http://b:9070' };
  const state = desired(world.ref, other);
  const lease = pool.lease(world.ref, state);
  expect(pool.lease({ ...world.ref, key: 'again' } as AdminRef, state)).toBe(lease);
  expect(pool.lease(other, state)).not.toBe(lease);
  const { leaseEpochs } = pool;
  await pass(world.client.find({ group: '', version: 'v1', resource: 'pods' }, 'any'));
  await pass(lease.acquire());
  // By these, whoever removes an app finds it.
  expect(world.find('leases', lease.name)!.metadata.labels).toMatchObject(podLabels('app'));
  expect(pool.leaseEpochs).not.toBe(leaseEpochs);
  await pass(pool.release());
  expect(lease.isHeld).toBe(false);
});

describe('admin APIs that are not desired any more', () => {
  const former = (name: string): AdminRef => ({ key: name, url: `http://${name}:9070` });

  test('have one Lease together', async () => {
    const [one, other] = ['a', 'b'].map((name) => pool.lease(former(name), desired(world.ref)));
    expect(one.name).toBe('app-former-admins');
    expect(other).toBe(one);
  });

  test('while another run holds it no Lease is taken: that run may have a desired one among them', async () => {
    const state = desired(world.ref);
    await pass(world.observe().catch(() => undefined));
    world.letOtherRunHold(NAMES.formerLease('app'));
    expect(await pass(pool.isFree(world.ref, state))).toBe(false);
    expect(await pass(pool.acquire([world.ref], state))).toEqual(new Set());
    await pass(63_000, world.clock);
    expect(await pass(pool.acquire([world.ref], state))).toEqual(new Set([world.ref.url]));
    await pass(pool.release());
  });
});
