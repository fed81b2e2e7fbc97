import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesiredAdmin, DesiredState } from '../../../src/contract';
import { AdminPool } from '../../../src/reconciler/loop/admin-pool';
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
  pool = new AdminPool(world.client, 'me');
  folder = mkdtempSync(join(tmpdir(), 'admin-pool-test-'));
});
afterEach(async () => {
  pool.close();
  rmSync(folder, { recursive: true });
  await world.stop();
});
useVirtualTime();

function desired(...admins: DesiredAdmin[]): DesiredState {
  return { contract: 1, id: 'app', admins, deployments: [] };
}
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const withToken = (): DesiredAdmin => ({ ...world.ref, bearerTokenFile: file('token', 'secret') });
const queries = () => world.restate.log.length;
const ask = async (state: DesiredState, ref = world.ref) =>
  (await pass(pool.observe([ref], state))).get(adminRef(ref));

test('an admin API is asked with the credentials of the desired state', async () => {
  world.restate.api.token = 'secret';
  expect(await ask(desired(withToken()))).toHaveProperty('deployments');
});

test('credentials are sent to the URL that they were given for, and to no other of that key', async () => {
  const elsewhere = { ...withToken(), url: 'http://new.example:9070' };
  await ask(desired(elsewhere));
  expect(world.restate.log[0].headers.authorization).toBeUndefined();
});

test('a token that is not taken, and one that is missing, are told apart', async () => {
  world.restate.api.token = 'other';
  expect(await ask(desired(withToken()))).toMatchObject({ reason: 'Unauthorized' });
  const missing = { ...world.ref, bearerTokenFile: '/nowhere/token' };
  await pass(2_000);
  expect(await ask(desired(missing))).toMatchObject({ reason: 'KeyMissing' });
});

test('a token that is renewed in place is used with the next request', async () => {
  const state = desired(withToken());
  await ask(state);
  file('token', 'renewed');
  await ask(state);
  expect(world.restate.log.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer secret',
    'Bearer renewed',
  ]);
});

test('the client of an admin API stays the same until its access or its CA changes', () => {
  const ca = file('ca', 'A');
  const state = desired({ ...world.ref, caFile: ca });
  const client = pool.client(world.ref, state);
  expect(pool.client(world.ref, state)).toBe(client);
  file('ca', 'B');
  expect(pool.client(world.ref, state)).not.toBe(client);
});

test('several versions of one admin API cost one question', async () => {
  await pass(pool.observe([world.ref, world.ref], desired(world.ref)));
  expect(queries()).toBe(1);
});

test('one that refuses is asked again within two seconds, however often it has', async () => {
  world.restate.faults.always(/./, refuse(503, { message: 'starting' }));
  for (let round = 1; round <= 6; round++) {
    expect(await ask(desired(world.ref))).toMatchObject({ failure: /starting/ });
    expect(queries()).toBe(round);
    await ask(desired(world.ref));
    expect(queries()).toBe(round);
    await pass(2_050);
  }
});

test('one that does not answer is waited for once, and then left alone for longer and longer', async () => {
  world.restate.faults.always(/./, hang);
  // The longest pauses; by chance they are down to half of that.
  jest.spyOn(Math, 'random').mockReturnValue(0.999);
  const waits: number[] = [];
  for (let round = 0; round < 8; round++) {
    const startedAt = performance.now();
    while (queries() === round) {
      expect(await ask(desired(world.ref))).toHaveProperty('failure');
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
  const lease = pool.lease(world.ref);
  expect(pool.lease({ ...world.ref, key: 'again' } as AdminRef)).toBe(lease);
  expect(pool.lease({ url: 'http://b:9070' })).not.toBe(lease);
  const { leaseEpochs } = pool;
  await pass(world.client.find({ group: '', version: 'v1', resource: 'pods' }, 'any'));
  await pass(lease.acquire());
  expect(pool.leaseEpochs).not.toBe(leaseEpochs);
  await pass(pool.release());
  expect(lease.isHeld).toBe(false);
});
