/** What a run takes for its own, and what it does not. */
import { LABELS, MANAGED_BY_OPERATOR } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { uriOf, wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let reconciler: Reconciler;

beforeEach(async () => {
  world = await World.start();
  reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
});
afterEach(async () => {
  await pass(reconciler.settle());
  await world.stop();
});
useVirtualTime();

/** Passes, so far apart that whatever drains is gone at the end. */
async function settle(rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (let passes = 0; passes < 10; passes++) {
      if (!(await pass(reconciler.pass(), world.clock)).progressed) break;
    }
    await pass(4_000, world.clock);
    world.clock.advance(310);
  }
}

/** A version that the operator has made, and registered. */
function applyOfOperator(object: string, ownerReferences: object[] = []): string {
  const [deployment] = object.split('-');
  const labels = { [LABELS.ownedBy]: deployment, [LABELS.managedBy]: MANAGED_BY_OPERATOR };
  world.server.serve(uriOf(object), { services: [deployment] });
  const { id } = world.server.register({ uri: uriOf(object) }).deployment;
  world.put('replicaSets', {
    metadata: {
      name: object,
      generation: 1,
      labels,
      annotations: { 'restate.dev/deployment-id': id },
      ownerReferences,
    },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  });
  return id;
}

test('versions that the operator has left behind are drained like own ones', async () => {
  const old = applyOfOperator('shop-v1');
  world.applyRegistered('shop-v2');
  world.desire([wanted('shop', 'v2')]);
  await settle();
  expect(world.server.deployments.has(old)).toBe(false);
});

test('those that the operator still looks after are left to it', async () => {
  const owner = { kind: 'RestateDeployment', name: 'shop', controller: true };
  const old = applyOfOperator('shop-v1', [owner]);
  world.applyRegistered('shop-v2');
  world.desire([wanted('shop', 'v2')]);
  const before = world.find('replicaSets', 'shop-v1');
  await settle();
  expect(world.server.deployments.has(old)).toBe(true);
  expect(world.find('replicaSets', 'shop-v1')).toEqual(before);
});

test('the Service of a version that the operator still looks after stays, though its ReplicaSet owns it', async () => {
  applyOfOperator('shop-v1', [{ kind: 'RestateDeployment', name: 'shop', controller: true }]);
  const labels = { [LABELS.ownedBy]: 'shop', [LABELS.managedBy]: MANAGED_BY_OPERATOR };
  const ownerReferences = [{ kind: 'ReplicaSet', name: 'shop-v1', controller: true }];
  world.put('services', { metadata: { name: 'shop-v1', labels, ownerReferences } });
  world.applyRegistered('shop-v2');
  world.desire([wanted('shop', 'v2')]);
  await settle();
  expect(world.names('services')).toEqual(['shop-v1', 'shop-v2']);
});

test("nor does anything of a version go while its ReplicaSet is not known to be this runtime's", async () => {
  world.applyRegistered('shop-v1');
  const object = world.find('replicaSets', 'shop-v1')!;
  const { labels: _, ...metadata } = object.metadata;
  world.remove('replicaSets', 'shop-v1');
  world.put('replicaSets', { ...object, metadata: metadata as typeof object.metadata });
  world.applyRegistered('shop-v2');
  world.desire([wanted('shop', 'v2')]);
  await settle();
  expect(world.names('services')).toEqual(['shop-v1', 'shop-v2']);
});

test('those of another runtime are left to that', async () => {
  const id = world.applyRegistered('shop-v1');
  const labels = { [LABELS.ownedBy]: 'shop', [LABELS.runtime]: 'other' };
  world.put('replicaSets', { metadata: { name: 'shop-v1', labels } });
  world.applyRegistered('shop-v2');
  world.desire([wanted('shop', 'v2')]);
  await settle();
  expect(world.server.deployments.has(id)).toBe(true);
});

describe('a version whose ReplicaSet somebody has deleted', () => {
  let v1: string;
  beforeEach(async () => {
    ({ v1 } = world.applyTwo());
    world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
    await settle(1);
  });

  test('stays registered while an invocation needs it, and is told', async () => {
    world.remove('replicaSets', 'shop-v1');
    await settle();
    expect(world.server.deployments.has(v1)).toBe(true);
    const [, lost] = world.reported!.deployments[0].versions;
    expect(lost.blockers!.at(-1)).toMatch(/its ReplicaSet was deleted: apply version v1 again/);
  });

  test('is deregistered when nothing needs it', async () => {
    world.remove('replicaSets', 'shop-v1');
    world.server.invocations = [];
    await settle();
    expect(world.server.deployments.has(v1)).toBe(false);
  });

  test('is forgotten when the server does not know it either', async () => {
    world.remove('replicaSets', 'shop-v1');
    world.server.deregister(v1);
    world.server.invocations = [];
    await settle();
    expect(world.restate.names(/DELETE/)).toEqual([]);
    expect(world.reported!.deployments[0].versions.map(({ object }) => object)).toEqual([
      'shop-v2',
    ]);
  });

  test('is not lost when it has only lost its labels', async () => {
    const object = world.find('replicaSets', 'shop-v1')!;
    const { labels: _, ...metadata } = object.metadata;
    world.remove('replicaSets', 'shop-v1');
    world.put('replicaSets', { ...object, metadata: metadata as typeof object.metadata });
    world.server.invocations = [];
    await settle();
    expect(world.server.deployments.has(v1)).toBe(true);
  });
});
