import { runtimePermissions } from '../../../src/contract';
import { execute } from '../../../src/reconciler/execute/executor';
import { AdminLease } from '../../../src/reconciler/execute/lease';
import { VersionStore } from '../../../src/reconciler/execute/version-store';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import type { Action } from '../../../src/reconciler/plan/actions';
import { after, loseAnswer } from '../memory/faults';
import { uriOf, wanted } from '../plan/situation';
import { World } from '../world';

let world: World;
let lease: AdminLease;
let status: StatusStore;
/** Whether the desired state is still that of the plan. */
let unchanged: boolean;
let holdsLease: boolean;

beforeEach(async () => {
  world = await World.start();
  lease = new AdminLease(world.client, world.restate.url, 'me');
  status = new StatusStore(world.client, 'app');
  unchanged = true;
  holdsLease = true;
  world.desire([wanted('shop', 'v2')]);
  // The first answer tells the time.
  await status.load();
});
afterEach(async () => {
  await lease.release();
  await world.stop();
});

/** Executes a step on a version as it is in the namespace, under the Lease. */
async function act(object: string, ...actions: Action[]): Promise<void> {
  if (holdsLease) await lease.acquire();
  const { observation } = await world.look();
  const version = observation.versions.find((each) => each.object === object);
  const step = { admin: world.ref, deployment: 'shop', object, version, actions };
  world.kubernetes.forget();
  world.restate.forget();
  await execute(step, {
    kubernetes: world.client,
    store: new VersionStore(world.client, status),
    admin: world.admin,
    lease,
    desiredUnchanged: async () => unchanged,
  });
}

const register = (object: string, force = false): Action => {
  const [name, version] = object.split('-');
  return { type: 'register', desired: wanted(name, version), uri: uriOf(object), force };
};
const deregister = (deploymentId: string, more = {}): Action => ({
  ...{ type: 'deregister', deploymentId, evenIfActive: false },
  ...more,
});

describe('the desired state is checked before anything is taken away', () => {
  test.each<[string, (id: string) => Action]>([
    ['deregistering', (id) => deregister(id)],
    ['deleting', () => ({ type: 'delete' })],
    ['scaling to 0', () => ({ type: 'scale', replicas: 0 })],
    ['removing the autoscaler', () => ({ type: 'remove-autoscaler' })],
    [
      'making a service private',
      () => ({ type: 'set-public', services: ['shop'], isPublic: false }),
    ],
  ])('%s is not done once it has changed', async (_, action) => {
    const { v1 } = world.applyTwo();
    unchanged = false;
    await expect(act('shop-v1', action(v1))).rejects.toThrow('the desired state has changed');
    expect(world.kubernetes.names()).toEqual([]);
    expect(world.restate.names(/DELETE|PATCH/)).toEqual([]);
  });

  test.each<[string, Action]>([
    ['scaling up', { type: 'scale', replicas: 2 }],
    ['annotating', { type: 'annotate', annotations: { a: 'b' } }],
    ['making a service public', { type: 'set-public', services: ['shop'], isPublic: true }],
    ['registering', register('shop-v1', true)],
  ])('%s takes nothing away, and is done all the same', async (_, action) => {
    world.applyTwo();
    unchanged = false;
    await act('shop-v1', action);
  });
});

describe('nothing is done without the Lease', () => {
  test.each<[string, (id: string) => Action]>([
    ['annotating', () => ({ type: 'annotate', annotations: { a: 'b' } })],
    ['scaling', () => ({ type: 'scale', replicas: 2 })],
    ['registering', () => register('shop-v1', true)],
    ['deregistering', (id) => deregister(id)],
    ['deleting', () => ({ type: 'delete' })],
  ])('%s', async (_, action) => {
    const { v1 } = world.applyTwo();
    holdsLease = false;
    await expect(act('shop-v1', action(v1))).rejects.toThrow(/another run took over the Lease/);
    expect(world.kubernetes.names(/^(PATCH|DELETE)/)).toEqual([]);
    expect(world.restate.names(/^(POST .deployments|DELETE)/)).toEqual([]);
  });

  test('it is made sure of again after the last look, however long that took', async () => {
    const { v1 } = world.applyTwo();
    const lost = after(() => lease.release());
    world.restate.faults.next(/GET .services/, lost);
    await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/took over the Lease/);
    expect(world.server.deployments.has(v1)).toBe(true);
  });

  test('it has to last as long as the server may take to discover a deployment', async () => {
    world.apply('shop-v1');
    const ensure = jest.spyOn(lease, 'ensure');
    await act('shop-v1', { type: 'scale', replicas: 1 }, register('shop-v1'));
    expect(ensure.mock.calls.map(([ms]) => ms)).toEqual([15_000, 30_000]);
  });
});

describe('the last look before a deployment is deregistered', () => {
  test('finds an invocation that was pinned since the plan was made, and keeps the deployment', async () => {
    const { v1 } = world.applyTwo();
    world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
    await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/started on it: 1 running/);
    expect(world.server.deployments.has(v1)).toBe(true);
  });

  test('finds an attempt that runs and is pinned to nothing yet', async () => {
    const { v1 } = world.applyTwo();
    world.server.invocations = [{ service: 'shop', status: 'invoked', inFlight: v1 }];
    await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/1 in flight/);
  });

  test('finds that another run has rolled back to it', async () => {
    const { v1 } = world.applyTwo();
    world.server.register({ uri: uriOf('shop-v1'), force: true });
    await expect(act('shop-v1', deregister(v1))).rejects.toThrow(
      'it is the latest deployment of shop',
    );
    expect(world.server.deployments.has(v1)).toBe(true);
  });

  test('finds nothing, and the deployment goes', async () => {
    const { v1 } = world.applyTwo();
    await act('shop-v1', deregister(v1));
    expect(world.server.deployments.has(v1)).toBe(false);
    expect(world.restate.names(/DELETE/)).toEqual([`DELETE /deployments/${v1}`]);
  });

  test('is left out where a deletion policy says that invocations may be lost', async () => {
    const { v1 } = world.applyTwo();
    world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
    await act('shop-v1', deregister(v1, { evenIfActive: true }));
    expect(world.server.deployments.has(v1)).toBe(false);
    expect(world.restate.names(/GET|query/)).toEqual([]);
  });

  test('does not keep one without pods for the services that lead to it', async () => {
    const id = world.applyRegistered('shop-v1');
    await act('shop-v1', deregister(id, { evenIfLatest: true }));
    expect(world.server.deployments.has(id)).toBe(false);
  });
});

test('a version is registered, and its id, services and what was discovered are written on it', async () => {
  world.apply('shop-v1');
  await act('shop-v1', register('shop-v1'));
  expect(world.memoryOf('shop-v1')).toEqual({
    deploymentId: world.server.idOf(uriOf('shop-v1')),
    services: '["shop"]',
    discovered: 'v1',
  });
});

test('a deployment that somebody else registered is taken over with the services that it has', async () => {
  world.apply('shop-v1');
  const { id } = world.server.register({ uri: uriOf('shop-v1') }).deployment;
  await act('shop-v1', { type: 'inspect', deploymentId: id, discovered: 'v1' });
  expect(world.memoryOf('shop-v1')).toEqual({
    ...{ deploymentId: id, services: '["shop"]', discovered: 'v1' },
  });
});

test('a deployment that is gone before it was taken over is looked for again', async () => {
  world.apply('shop-v1');
  const action: Action = { type: 'inspect', deploymentId: 'dp_gone', discovered: 'v1' };
  await expect(act('shop-v1', action)).rejects.toThrow('dp_gone is gone');
  expect(world.memoryOf('shop-v1')).toEqual({});
});

test('a ReplicaSet is scaled and annotated with no more rights than the Role of the runtime gives', async () => {
  world.apply('shop-v1', { replicas: 3 });
  await status.load();
  world.kubernetes.api.permissions = runtimePermissions({
    ...{ desiredState: 'app-desired', status: 'app-status', host: 'app' },
    ...{ knative: false, watch: false },
  });
  await act(
    'shop-v1',
    { type: 'scale', replicas: 1 },
    { type: 'annotate', annotations: { note: 'a' } },
  );
  expect(world.kubernetes.names()).toEqual([
    'PATCH replicasets/shop-v1/scale',
    'PATCH replicasets/shop-v1/status',
  ]);
  const { spec, metadata } = world.find('replicaSets', 'shop-v1')!;
  expect(spec.replicas).toBe(1);
  expect(metadata.annotations.note).toBe('a');
});

test('services are made private and public again', async () => {
  world.applyTwo();
  await act('shop-v1', { type: 'set-public', services: ['shop'], isPublic: false });
  expect(world.server.services.get('shop')!.isPublic).toBe(false);
  await act('shop-v1', { type: 'set-public', services: ['shop', 'gone'], isPublic: true });
  expect(world.server.services.get('shop')!.isPublic).toBe(true);
});

describe('the objects of a version', () => {
  const LABELS = { 'restate.dev/owned-by': 'shop', 'restate.dev/runtime': 'app' };
  const MARKS = {
    labels: { ...LABELS, 'applyset.kubernetes.io/part-of': 'set' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  };

  beforeEach(() => {
    world.apply('shop-v1');
    world.put('horizontalPodAutoscalers', { metadata: { name: 'shop-v1', labels: LABELS } });
  });

  test('are deleted with the ReplicaSet last, so that a run that was stopped is taken up again', async () => {
    await act('shop-v1', { type: 'delete' });
    expect(world.kubernetes.names()).toEqual([
      'DELETE horizontalpodautoscalers/shop-v1',
      'DELETE services/shop-v1',
      'DELETE replicasets/shop-v1',
    ]);
  });

  test('go without their autoscaler, which would scale them up again', async () => {
    await act('shop-v1', { type: 'remove-autoscaler' });
    expect(world.kubernetes.names()).toEqual(['DELETE horizontalpodautoscalers/shop-v1']);
    expect(world.names('services')).toEqual(['shop-v1']);
  });

  test('are left alone when the ReplicaSet of that name is another one by now', async () => {
    await lease.acquire();
    const { observation } = await world.look();
    const [version] = observation.versions;
    world.remove('replicaSets', 'shop-v1');
    world.apply('shop-v1');
    const store = new VersionStore(world.client, status);
    await expect(store.delete({ ...version, parts: [] })).rejects.toThrow(
      /UID in the precondition/,
    );
    expect(world.names('replicaSets')).toEqual(['shop-v1']);
  });

  test('lose what kubectl prunes by, where they have it, and nothing else', async () => {
    world.put('replicaSets', { metadata: { name: 'shop-v1', ...MARKS } });
    world.put('services', { metadata: { name: 'shop-v1', ...MARKS } });
    await act('shop-v1', { type: 'remove-marks' });
    expect(world.kubernetes.names()).toEqual([
      'PATCH replicasets/shop-v1/status',
      'PATCH services/shop-v1/status',
    ]);
    const { labels, annotations } = world.find('services', 'shop-v1')!.metadata;
    expect(labels).toEqual(LABELS);
    expect(annotations).toEqual({});
  });
});

describe('a version on Knative', () => {
  beforeEach(() => {
    const metadata = {
      name: 'shop-v1',
      labels: { 'restate.dev/owned-by': 'shop', 'restate.dev/runtime': 'app' },
    };
    for (const kind of ['configurations', 'routes'] as const) world.put(kind, { metadata });
    world.desire([wanted('shop', 'v2')], { knative: true });
  });

  test('keeps its Configuration, its history, when only its Route is to go', async () => {
    await act('shop-v1', { type: 'delete', keepConfiguration: true });
    expect(world.kubernetes.names()).toEqual(['DELETE serving/routes/shop-v1']);
  });

  test('goes with its Configuration, the Route last', async () => {
    await act('shop-v1', { type: 'delete' });
    expect(world.kubernetes.names()).toEqual([
      'DELETE serving/configurations/shop-v1',
      'DELETE serving/routes/shop-v1',
    ]);
  });

  test('is annotated on its Route, since a Configuration would let the token choose what runs', async () => {
    await act('shop-v1', { type: 'annotate', annotations: { note: 'a' } });
    expect(world.kubernetes.names()).toEqual(['PATCH serving/routes/shop-v1']);
    expect(world.find('routes', 'shop-v1')!.metadata.annotations).toEqual({ note: 'a' });
  });
});

describe('an endpoint, which has no object', () => {
  const desired = wanted('shop', 'v1', { mode: 'Endpoint', drainDelaySeconds: 60 });
  const record: Action = { type: 'record-endpoint', desired };
  const records = () =>
    JSON.parse(world.find('configMaps', 'app-status')?.data['endpoints.json'] ?? '[]');

  beforeEach(() => world.server.serve(uriOf('shop-v1'), { services: ['shop'] }));

  test('is written down before it is registered, and its id then', async () => {
    let before = 0;
    world.restate.faults.next(
      /POST .deployments/,
      after(() => (before = records().length)),
    );
    await act('shop-v1', record, register('shop-v1'));
    expect(before).toBe(1);
    expect(records()).toMatchObject([
      {
        ...{ object: 'shop-v1', deployment: 'shop' },
        annotations: {
          'restate.dev/uri': uriOf('shop-v1'),
          'restate.dev/drain-delay-seconds': '60',
          'restate.dev/deployment-id': world.server.idOf(uriOf('shop-v1')),
        },
      },
    ]);
  });

  test('is written down once, although its record was written by a run that died', async () => {
    await act('shop-v1', record);
    await act('shop-v1', record);
    expect(records()).toHaveLength(1);
  });

  test('is forgotten, and the others are not', async () => {
    const other = wanted('cart', 'v1', { mode: 'Endpoint' });
    await act('shop-v1', record, { type: 'record-endpoint', desired: other });
    await act('shop-v1', { type: 'annotate', annotations: { 'restate.dev/removed-at': null } });
    await act('shop-v1', { type: 'delete' });
    expect(records().map(({ object }: any) => object)).toEqual(['cart-v1']);
  });
});

test('an action that took effect although its answer was lost is no harm when it is done again', async () => {
  const { v1 } = world.applyTwo();
  world.restate.faults.next(/DELETE/, loseAnswer);
  await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/socket hang up/);
  await act('shop-v1', deregister(v1));
  expect(world.server.deployments.has(v1)).toBe(false);
});

test('once an action has failed, those after it are not done', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
  const actions: Action[] = [deregister(v1), { type: 'scale', replicas: 0 }, { type: 'delete' }];
  await expect(act('shop-v1', ...actions)).rejects.toThrow();
  expect(world.kubernetes.names()).toEqual([]);
});
