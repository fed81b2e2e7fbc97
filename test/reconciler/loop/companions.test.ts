import type { DesiredCompanion } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { after, refuse } from '../memory/faults';
import { wanted } from '../plan/situation';
import { World } from '../world';

let world: World;
let reconciler: Reconciler;

beforeEach(async () => {
  world = await World.start();
  reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
});
afterEach(async () => {
  await reconciler.settle();
  await world.stop();
});

function companion(name: string): DesiredCompanion {
  return { group: '', version: 'v1', resource: 'configmaps', kind: 'ConfigMap', name };
}

function desire(version: string, ...names: string[]): void {
  world.desire([wanted('shop', version, { companions: names.map(companion) })]);
}

/** Applies a ConfigMap as kubectl does. */
function put(name: string, metadata = {}): void {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
  world.put('configMaps', { metadata: { name, annotations, ...metadata }, data: { a: '1' } });
}

async function passes(): Promise<void> {
  for (let count = 0; count < 10; count++) {
    if (!(await reconciler.pass()).progressed) return;
  }
  throw new Error('it does not come to rest');
}
const owners = (name: string) =>
  world.find('configMaps', name)!.metadata.ownerReferences?.map((owner: any) => owner.name);
const ready = () => world.reported!.deployments[0].conditions[0];

test('a companion is owned by its version, and by the next one too that names it', async () => {
  put('settings-1');
  world.apply('shop-v1');
  desire('v1', 'settings-1');
  await passes();
  expect(owners('settings-1')).toEqual(['shop-v1']);
  const { metadata, data } = world.find('configMaps', 'settings-1')!;
  expect(metadata.ownerReferences[0]).toEqual({
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'shop-v1' },
    uid: world.find('replicaSets', 'shop-v1')!.metadata.uid,
  });
  expect(data).toEqual({ a: '1' });

  world.apply('shop-v2');
  put('settings-2');
  desire('v2', 'settings-1', 'settings-2');
  await passes();
  expect(owners('settings-1')).toEqual(['shop-v1', 'shop-v2']);
  expect(owners('settings-2')).toEqual(['shop-v2']);
});

test('it is owned before the version is registered, and kubectl does not prune it from then on', async () => {
  put('settings-1', { labels: { 'applyset.kubernetes.io/part-of': 'app', keep: 'it' } });
  world.apply('shop-v1');
  desire('v1', 'settings-1');
  const before: string[] = [];
  const note = after(() => before.push(...owners('settings-1')));
  world.restate.faults.next(/POST .*deployments/, note);
  await passes();
  expect(before).toEqual(['shop-v1']);
  expect(ready().status).toBe('True');
  const { annotations, labels } = world.find('configMaps', 'settings-1')!.metadata;
  expect(annotations).toEqual({});
  expect(labels).toEqual({ keep: 'it' });
  // Applied again, it has them again.
  put('settings-1');
  await passes();
  expect(world.find('configMaps', 'settings-1')!.metadata.annotations).toEqual({});
  expect(owners('settings-1')).toEqual(['shop-v1']);
});

test('owners that others have written stay, and at rest nothing is written', async () => {
  const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: 'uid-other' };
  put('settings-1', { ownerReferences: [other] });
  world.apply('shop-v1');
  desire('v1', 'settings-1');
  await passes();
  expect(owners('settings-1')).toEqual(['other', 'shop-v1']);
  world.kubernetes.forget();
  await passes();
  expect(world.kubernetes.names(/PATCH configmaps\/settings/)).toEqual([]);
});

test('without one of its companions a version is missing something, and is registered once that is there', async () => {
  world.apply('shop-v1');
  put('settings-1');
  desire('v1', 'settings-1', 'settings-2');
  await passes();
  expect(ready()).toMatchObject({
    reason: 'Missing',
    message: 'its ConfigMap settings-2 is not found yet',
  });
  expect(owners('settings-1')).toEqual(['shop-v1']);
  put('settings-2');
  await passes();
  expect(ready().status).toBe('True');
});

test('one that may not be read is told, and holds back no other deployment', async () => {
  world.apply('shop-v1');
  world.apply('cart-v1');
  put('settings-1');
  world.kubernetes.faults.always(/GET configmaps\/settings-1/, refuse(403, { message: 'no' }));
  world.desire([
    wanted('shop', 'v1', { companions: [companion('settings-1')] }),
    wanted('cart', 'v1'),
  ]);
  await passes();
  const [shop, cart] = world.reported!.deployments;
  expect(shop.conditions[0]).toMatchObject({ status: 'False', reason: 'RegistrationFailed' });
  expect(shop.conditions[0].message).toContain('settings-1: 403');
  expect(cart.conditions[0].status).toBe('True');
});

test('those of an old version are not touched', async () => {
  world.applyTwo();
  put('settings-1');
  put('settings-2');
  desire('v2', 'settings-2');
  world.kubernetes.forget();
  await passes();
  expect(world.kubernetes.names(/settings-1/)).toEqual([]);
  expect(owners('settings-2')).toEqual(['shop-v2']);
});
