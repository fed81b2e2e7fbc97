import { Execution, register } from './execution';
import { runtimePermissions } from '../../../src/contract';
import type { Action } from '../../../src/reconciler/plan/actions';
import { after, loseAnswer, refuse } from '../memory/faults';
import { uriOf } from '../plan/situation';
import type { World } from '../world';

let execution: Execution;
let world: World;

beforeEach(async () => {
  execution = await Execution.start();
  ({ world } = execution);
});
afterEach(() => execution.stop());

const act = (object: string, ...actions: Action[]) => execution.act(object, ...actions);
const deregister = (deploymentId: string, more = {}): Action => ({
  ...{ type: 'deregister', deploymentId, evenIfActive: false },
  ...more,
});

describe('the desired state is checked before anything is taken away or registered', () => {
  test.each<[string, (id: string) => Action]>([
    ['deregistering', (id) => deregister(id)],
    ['deleting', () => ({ type: 'delete' })],
    ['scaling to 0', () => ({ type: 'scale', replicas: 0 })],
    ['removing the autoscaler', () => ({ type: 'remove-autoscaler' })],
    [
      'making a service private',
      () => ({ type: 'set-public', services: ['shop'], isPublic: false }),
    ],
    ['registering', () => register('shop-v1', true)],
  ])('%s is not done once it has changed', async (_, action) => {
    const { v1 } = world.applyTwo();
    execution.unchanged = false;
    await expect(act('shop-v1', action(v1))).rejects.toThrow('the desired state has changed');
    expect(world.kubernetes.names()).toEqual([]);
    expect(world.restate.names(/DELETE|PATCH|POST .deployments/)).toEqual([]);
  });

  test.each<[string, Action]>([
    ['scaling up', { type: 'scale', replicas: 2 }],
    ['annotating', { type: 'annotate', annotations: { a: 'b' } }],
    ['making a service public', { type: 'set-public', services: ['shop'], isPublic: true }],
  ])('%s takes nothing away, and is done all the same', async (_, action) => {
    world.applyTwo();
    execution.unchanged = false;
    await act('shop-v1', action);
  });
});

describe('a version that is applied again while it is being deleted keeps its Service', () => {
  beforeEach(() => {
    world.apply('shop-v1', { replicas: 0 });
    const { metadata } = world.find('services', 'shop-v1')!;
    world.put('horizontalPodAutoscalers', {
      metadata: { name: 'shop-v1', labels: metadata.labels },
    });
  });

  test.each<[string, () => void]>([
    ['the desired state has changed', () => (execution.unchanged = false)],
    [
      'replicasets shop-v1: 409 it has changed',
      () => world.put('replicaSets', { metadata: { name: 'shop-v1' }, spec: { replicas: 1 } }),
    ],
  ])('by which %s', async (message, applyAgain) => {
    world.kubernetes.faults.next(/DELETE horizontal/, after(applyAgain));
    await expect(act('shop-v1', { type: 'delete' })).rejects.toThrow(message);
    expect(world.names('services')).toEqual(['shop-v1']);
  });
});

test('a version is deleted by its own ReplicaSet, whatever others there are', async () => {
  world.apply('shop-v0', { replicas: 0 });
  const { v1 } = world.applyTwo();
  await act('shop-v1', deregister(v1, { evenIfActive: true }), { type: 'delete' });
  expect(world.names('services')).toEqual(['shop-v0', 'shop-v2']);
});

describe('what a ReplicaSet has left behind', () => {
  beforeEach(() => {
    world.apply('shop-v1', { replicas: 0 });
    const { labels } = world.find('services', 'shop-v1')!.metadata;
    world.put('horizontalPodAutoscalers', { metadata: { name: 'shop-v1', labels } });
    world.remove('replicaSets', 'shop-v1');
  });

  test('is deleted', async () => {
    await act('shop-v1', { type: 'delete' });
    expect(world.names('services')).toEqual([]);
  });

  test('stays once the ReplicaSet is back', async () => {
    const applyAgain = () => world.apply('shop-v1');
    world.kubernetes.faults.next(/DELETE horizontal/, after(applyAgain));
    await expect(act('shop-v1', { type: 'delete' })).rejects.toThrow(
      'replicasets shop-v1 is there, and not known to be of the version: its parts stay',
    );
    expect(world.names('services')).toEqual(['shop-v1']);
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
    execution.holdsLease = false;
    await expect(act('shop-v1', action(v1))).rejects.toThrow(/another run took over the Lease/);
    expect(world.kubernetes.names(/^(PATCH|DELETE)/)).toEqual([]);
    expect(world.restate.names(/^(POST .deployments|DELETE)/)).toEqual([]);
  });

  test('it is made sure of again after the last look, however long that took', async () => {
    const { v1 } = world.applyTwo();
    const lost = after(() => execution.lease.release());
    world.restate.faults.next(/GET .services/, lost);
    await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/took over the Lease/);
    expect(world.server.deployments.has(v1)).toBe(true);
  });

  test('it has to last as long as the server may take to discover a deployment', async () => {
    world.apply('shop-v1');
    const ensure = jest.spyOn(execution.lease, 'ensure');
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
    expect(world.restate.names(/services|query/)).toEqual([]);
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
    registeredWith: JSON.stringify(world.ref),
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
    registeredWith: JSON.stringify(world.ref),
  });
});

test('a deployment that is gone before it was taken over is looked for again', async () => {
  world.apply('shop-v1');
  const action: Action = { type: 'inspect', deploymentId: 'dp_gone', discovered: 'v1' };
  await expect(act('shop-v1', action)).rejects.toThrow(
    'deployment dp_gone is no longer registered',
  );
  expect(world.memoryOf('shop-v1')).toEqual({});
});

test('a ReplicaSet is scaled and annotated with no more rights than the Role of the runtime gives', async () => {
  world.apply('shop-v1', { replicas: 3 });
  await execution.status.load();
  world.kubernetes.api.permissions = runtimePermissions({
    ...{
      desiredState: 'app-desired',
      status: 'app-status',
      host: 'app',
      services: [],
      rollouts: [],
      companions: [],
    },
    leases: [execution.lease.name],
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

test('an action that took effect although its answer was lost is no harm when it is done again', async () => {
  const { v1 } = world.applyTwo();
  world.restate.faults.next(/DELETE/, loseAnswer);
  await expect(act('shop-v1', deregister(v1))).rejects.toThrow(/socket hang up/);
  await act('shop-v1', deregister(v1));
  expect(world.server.deployments.has(v1)).toBe(false);
});

test('what a proxy answers in the place of the server does not count as deregistered', async () => {
  const { v1 } = world.applyTwo();
  world.restate.faults.next(/DELETE/, refuse(200, 'a page'));
  const scaleDown: Action = { type: 'scale', replicas: 0 };
  await expect(act('shop-v1', deregister(v1), scaleDown)).rejects.toThrow(
    `deployment ${v1} is still registered although its DELETE was answered with success`,
  );
  expect(world.kubernetes.names()).toEqual([]);
});

test('once an action has failed, those after it are not done', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
  const actions: Action[] = [deregister(v1), { type: 'scale', replicas: 0 }, { type: 'delete' }];
  await expect(act('shop-v1', ...actions)).rejects.toThrow();
  expect(world.kubernetes.names()).toEqual([]);
});
