/** What a Lease is worth as time goes by. */
import { AdminLease } from '../../../src/reconciler/execute/lease';
import { RESOURCES } from '../../../src/reconciler/kubernetes/types';
import { hang, refuse } from '../memory/faults';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let mine: AdminLease;

beforeEach(async () => {
  world = await World.start();
  mine = new AdminLease(world.client, 'http://restate:9070', 'me');
  await world.client.list(RESOURCES.leases);
});
afterEach(async () => {
  await pass(mine.release());
  await world.stop();
});
useVirtualTime();

const holder = () => world.find('leases', mine.name)?.spec.holderIdentity;
const after = (seconds: number) => pass(seconds * 1000, world.clock);

test('a Lease that another run holds is free a little after its time, counted since its last renewal was seen', async () => {
  world.letOtherRunHold(mine.name);
  expect(await pass(mine.acquire())).toBe(false);
  await after(30);
  world.letOtherRunHold(mine.name);
  expect(await pass(mine.acquire())).toBe(false);
  await after(61);
  expect(await pass(mine.acquire())).toBe(false);
  await after(2);
  expect(await pass(mine.acquire())).toBe(true);
  expect(holder()).toBe('me');
});

test.each([
  ['an hour ahead', 3_600],
  ['an hour behind', -3_600],
])('that the clock of its holder is %s makes no difference', async (_, seconds) => {
  const renewTime = new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
  const spec = { holderIdentity: 'other', leaseDurationSeconds: 60, renewTime };
  world.put('leases', { metadata: { name: mine.name }, spec });
  expect(await pass(mine.acquire())).toBe(false);
  await after(61);
  expect(await pass(mine.acquire())).toBe(false);
  await after(2);
  expect(await pass(mine.acquire())).toBe(true);
});

describe('one that by its own words never ends', () => {
  const other = { holderIdentity: 'other' };

  test.each([
    ['no time', {}, 62],
    ['an unreadable time', { renewTime: 'yesterday' }, 62],
    ['an endless duration', { leaseDurationSeconds: 2_147_483_647 }, 302],
  ])('because it has %s, is taken when nobody renews it', async (_, spec, seconds) => {
    world.put('leases', { metadata: { name: mine.name }, spec: { ...other, ...spec } });
    expect(await pass(mine.acquire())).toBe(false);
    await after(seconds - 1);
    expect(await pass(mine.acquire())).toBe(false);
    await after(2);
    expect(await pass(mine.acquire())).toBe(true);
  });

  test('is left alone as long as it is renewed', async () => {
    for (let minutes = 0; minutes < 5; minutes++) {
      world.put('leases', { metadata: { name: mine.name }, spec: { ...other, minutes } });
      expect(await pass(mine.acquire())).toBe(false);
      await after(60);
    }
  });

  test('is waited for with a word', async () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    world.put('leases', { metadata: { name: mine.name }, spec: other });
    for (let look = 0; look < 3; look++) await pass(mine.isFree());
    expect(written.mock.calls).toEqual([[`waiting for other, which holds ${mine.name}\n`]]);
  });
});

test('whether it is free can be seen without taking it', async () => {
  expect(await pass(mine.isFree())).toBe(true);
  world.letOtherRunHold(mine.name);
  expect(await pass(mine.isFree())).toBe(false);
  await after(63);
  expect(await pass(mine.isFree())).toBe(true);
  expect(holder()).toBe('other');
  await pass(mine.acquire());
  world.kubernetes.forget();
  expect(await pass(mine.isFree())).toBe(true);
  expect(world.kubernetes.names()).toEqual([]);
});

test('a Lease is one of Kubernetes and of the library', async () => {
  await pass(mine.acquire());
  const { apiVersion, kind, metadata, spec } = world.find('leases', mine.name)!;
  expect({ apiVersion, kind, labels: metadata.labels }).toEqual({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    labels: { 'app.kubernetes.io/managed-by': 'cdk8s-restate' },
  });
  // Kubernetes' MicroTime.
  expect(spec.renewTime).toMatch(/\.\d{6}Z$/);
  expect(spec).toMatchObject({ holderIdentity: 'me', leaseDurationSeconds: 60 });
});

test('one that says how long it lasts is held for so long', async () => {
  world.letOtherRunHold(mine.name);
  const { spec } = world.find('leases', mine.name)!;
  world.put('leases', {
    metadata: { name: mine.name },
    spec: { ...spec, leaseDurationSeconds: 300 },
  });
  expect(await pass(mine.acquire())).toBe(false);
  await after(200);
  expect(await pass(mine.acquire())).toBe(false);
  await after(103);
  expect(await pass(mine.acquire())).toBe(true);
});

test('who holds it takes it by no further request', async () => {
  await pass(mine.acquire());
  world.kubernetes.forget();
  expect(await pass(mine.acquire())).toBe(true);
  expect(world.kubernetes.names()).toEqual([]);
});

test('once half of it is over, a long request needs it to be renewed', async () => {
  await pass(mine.acquire());
  world.kubernetes.faults.always(/PUT/, hang);
  await after(30);
  world.kubernetes.forget();
  await pass(mine.ensure(20_000));
  await expect(pass(mine.ensure(29_000))).rejects.toThrow();
});

test('nor does it when the clock of the API server jumps', async () => {
  world.letOtherRunHold(mine.name);
  expect(await pass(mine.acquire())).toBe(false);
  world.clock.advance(3_600);
  expect(await pass(mine.acquire())).toBe(false);
});

test('one that nobody holds is free', async () => {
  world.put('leases', { metadata: { name: mine.name }, spec: {} });
  expect(await pass(mine.acquire())).toBe(true);
});

test('an earlier life of this run has held it, and it goes on at once', async () => {
  const before = new AdminLease(world.client, 'http://restate:9070', 'me');
  await pass(before.acquire());
  expect(await pass(mine.acquire())).toBe(true);
});

test('it is renewed in the background, so that it is held for as long as the run lives', async () => {
  await pass(mine.acquire());
  const { acquireTime } = world.find('leases', mine.name)!.spec;
  await after(150);
  expect(mine.isHeld).toBe(true);
  const { renewTime, acquireTime: since } = world.find('leases', mine.name)!.spec;
  expect(since).toBe(acquireTime);
  expect(Date.parse(renewTime)).toBeGreaterThan(Date.parse(acquireTime) + 120_000);
});

test('a request is only sent when its deadline ends before the Lease would, with the margin', async () => {
  await pass(mine.acquire());
  world.kubernetes.forget();
  await pass(mine.ensure(57_000));
  expect(world.kubernetes.names()).toEqual([]);
  await pass(mine.ensure(58_500));
  expect(world.kubernetes.names()).toEqual([`PUT leases/${mine.name}`]);
});

test('without an API server to renew it, it ends by itself before another could take it', async () => {
  await pass(mine.acquire());
  world.kubernetes.faults.always(/PUT/, hang);
  await after(61);
  expect(mine.isHeld).toBe(false);
  await expect(pass(mine.ensure(1_000))).rejects.toThrow(/another run took over/);
});

test('a Lease that was deleted is lost, and made again in a new epoch', async () => {
  await pass(mine.acquire());
  const { epoch } = mine;
  world.remove('leases', mine.name);
  await expect(pass(mine.ensure(60_000))).rejects.toThrow(/another run took over/);
  expect(await pass(mine.acquire())).toBe(true);
  expect(mine.epoch).not.toBe(epoch);
});

test('two runs that find it free at once do not both get it', async () => {
  const other = new AdminLease(world.client, 'http://restate:9070', 'other');
  const got = await pass(Promise.all([mine.acquire(), other.acquire()]));
  expect(got.sort()).toEqual([false, true]);
  await pass(other.release());
});

test('it is given back when it is released, and a failure to do so is no failure of the run', async () => {
  await pass(mine.acquire());
  await pass(mine.release());
  expect(holder()).toBeNull();
  await pass(mine.acquire());
  world.kubernetes.faults.next(/PUT/, refuse(500, { message: 'etcd' }));
  await pass(mine.release());
  expect(holder()).toBe('me');
});

test('what the API server says about it other than no is told', async () => {
  world.kubernetes.faults.next(/PUT/, refuse(403, { reason: 'Forbidden', message: 'no leases' }));
  await expect(pass(mine.acquire())).rejects.toThrow('no leases');
});
