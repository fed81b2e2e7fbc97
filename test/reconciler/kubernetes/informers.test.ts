import { Informers, NotCurrentError } from '../../../src/reconciler/kubernetes/informers';
import { RESOURCES } from '../../../src/reconciler/kubernetes/types';
import { refuse } from '../memory/faults';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let stop: AbortController;
let informers: Informers;
let changes: number;
let logged: string[];

beforeEach(async () => {
  world = await World.start();
  stop = new AbortController();
  changes = 0;
  logged = [];
  informers = new Informers(
    world.client,
    stop.signal,
    () => changes++,
    (message) => logged.push(message),
  );
});
afterEach(async () => {
  stop.abort();
  await pass(informers.stopped());
  await world.stop();
});
useVirtualTime();

const pods = async (selector = 'app=shop') =>
  (await informers.list(RESOURCES.pods, selector)).items.map(({ metadata }) => metadata.name);
const pod = (name: string, app = 'shop') => ({ metadata: { name, labels: { app } } });

/** Asked for the first time, it has still to be listed. */
async function caughtUp(): Promise<void> {
  await expect(pods()).rejects.toThrow(NotCurrentError);
  await pass(500);
}

test('what is asked for the first time is not current yet, and then it is read without a request', async () => {
  world.put('pods', pod('a'));
  await caughtUp();
  world.kubernetes.forget();
  expect(await pods()).toEqual(['a']);
  expect(world.kubernetes.log).toEqual([]);
});

test('changes are followed, those of other labels left out, and each is told', async () => {
  await caughtUp();
  const before = changes;
  world.put('pods', pod('a'));
  world.put('pods', pod('b'));
  world.put('pods', pod('c', 'cart'));
  await pass(200);
  expect(await pods()).toEqual(['a', 'b']);
  world.put('pods', pod('a', 'cart'));
  world.remove('pods', 'b');
  await pass(200);
  expect(await pods()).toEqual([]);
  expect(changes - before).toBe(4);
});

test('each selection is followed by one watch, however often it is read', async () => {
  await caughtUp();
  await expect(pods('app=cart')).rejects.toThrow(NotCurrentError);
  await pass(500);
  await pods();
  await pods('app=cart');
  expect(world.kubernetes.names(/^WATCH/)).toHaveLength(2);
});

test('one object is found by its name', async () => {
  world.put('configMaps', { metadata: { name: 'app-desired' } });
  const find = (name: string) => informers.find(RESOURCES.configMaps, name);
  await expect(find('app-desired')).rejects.toThrow(NotCurrentError);
  await expect(find('absent')).rejects.toThrow(NotCurrentError);
  await pass(500);
  expect(await find('app-desired')).toMatchObject({ metadata: { name: 'app-desired' } });
  expect(await find('absent')).toBeUndefined();
});

test('a watch that ends is gone on with from the last bookmark, without a list', async () => {
  world.put('pods', pod('a'));
  await caughtUp();
  world.put('pods', pod('of-another-selection', 'cart'));
  world.kubernetes.api.watches.bookmark();
  await pass(200);
  world.kubernetes.api.store.compact();
  world.kubernetes.forget();
  world.kubernetes.api.watches.end();
  await pass(1_000);
  world.put('pods', pod('b'));
  await pass(200);
  expect(await pods()).toEqual(['a', 'b']);
  expect(world.kubernetes.names(/pods/)).toEqual(['WATCH pods']);
});

test('what is too old to go on from is listed again', async () => {
  world.put('pods', pod('a'));
  await caughtUp();
  world.kubernetes.disconnect();
  world.remove('pods', 'a');
  world.put('pods', pod('b'));
  world.kubernetes.api.store.compact();
  await pass(3_000);
  expect(await pods()).toEqual(['b']);
});

test('a failure is logged in its own words', async () => {
  world.kubernetes.faults.always(/WATCH/, refuse(403, { message: 'no watch' }));
  await caughtUp();
  expect(logged[0]).toMatch(/watch .*pods/);
  await expect(pods()).rejects.toThrow(/is not current/);
});

test('of a kind that is not installed there is nothing, and nothing is logged', async () => {
  world.kubernetes.api.notInstalled.add('serving.knative.dev');
  const list = () => informers.list(RESOURCES.routes);
  await expect(list()).rejects.toThrow(NotCurrentError);
  await pass(500);
  expect((await list()).items).toEqual([]);
  expect(logged).toEqual([]);
});

test('a watch whose connection breaks is opened again', async () => {
  await caughtUp();
  expect(world.kubernetes.names(/^WATCH/)).toHaveLength(1);
  world.kubernetes.disconnect();
  await pass(2_000);
  world.put('pods', pod('a'));
  await pass(200);
  expect(await pods()).toEqual(['a']);
  expect(world.kubernetes.names(/^WATCH/)).toHaveLength(2);
});

test('once it was told to stop all of it ends', async () => {
  await caughtUp();
  stop.abort();
  await pass(informers.stopped());
  await pass(500);
  expect(world.kubernetes.api.watches.count).toBe(0);
});
