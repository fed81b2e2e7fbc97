import type { DeploymentStatus, RuntimeStatus, VersionState } from '../../../src/contract';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import { after, refuse } from '../memory/faults';
import { World } from '../world';

let world: World;
let store: StatusStore;
beforeEach(async () => {
  world = await World.start();
  store = new StatusStore(world.client, 'app');
});
afterEach(() => world.stop());

const STATUS: RuntimeStatus = { contract: 1, id: 'app', conditions: [], deployments: [] };
const report = (status: RuntimeStatus) => store.change((stored) => ({ ...stored, status }));
const record = (object: string) => ({
  ...{ object, deployment: 'shop', createdAt: '', annotations: {} },
});
const remember = (of: StatusStore, object: string) =>
  of.change((stored) => ({ ...stored, endpoints: [...stored.endpoints, record(object)] }));
const writes = () => world.kubernetes.names();

test('a status is kept from every tool that prunes, and says whose it is', async () => {
  await report(STATUS);
  const { metadata } = world.find('configMaps', 'app-status')!;
  expect(metadata.labels['app.kubernetes.io/instance']).toBe('app');
  expect(metadata.annotations['helm.sh/resource-policy']).toBe('keep');
});

test('what makes no difference is not written', async () => {
  await store.change((stored) => stored);
  expect(writes()).toEqual([]);
  await report(STATUS);
  await report({ ...STATUS });
  expect(writes()).toEqual(['PATCH configmaps/app-status', 'PUT configmaps/app-status']);
});

test('two runs that write at once lose nothing of each other', async () => {
  const other = new StatusStore(world.client, 'app');
  await remember(store, 'shop-v1');
  await other.load();
  await remember(store, 'shop-v2');
  await remember(other, 'shop-v3');
  const { endpoints } = await new StatusStore(world.client, 'app').load();
  expect(endpoints.map(({ object }) => object)).toEqual(['shop-v1', 'shop-v2', 'shop-v3']);
});

test('two runs that make it at once lose nothing either', async () => {
  const other = new StatusStore(world.client, 'app');
  world.kubernetes.faults.next(
    /PATCH configmaps/,
    after(() => remember(other, 'shop-v1')),
  );
  await remember(store, 'shop-v2');
  expect((await store.load()).endpoints).toHaveLength(2);
});

test('a conflict that does not end is told at some time', async () => {
  await report(STATUS);
  world.kubernetes.forget();
  world.kubernetes.faults.always(/PUT/, refuse(409, { reason: 'Conflict', message: 'modified' }));
  await expect(remember(store, 'shop-v1')).rejects.toThrow(/modified/);
  expect(writes().filter((name) => name.startsWith('PUT'))).toHaveLength(5);
});

test('another refusal is told at once', async () => {
  world.kubernetes.faults.next(/PATCH/, refuse(403, { reason: 'Forbidden', message: 'no' }));
  await expect(report(STATUS)).rejects.toThrow('no');
  expect(writes()).toHaveLength(1);
});

test('a status that can not be read is written anew', async () => {
  world.put('configMaps', { metadata: { name: 'app-status' }, data: { 'status.json': '{' } });
  expect((await store.load()).status).toBeUndefined();
  await report(STATUS);
  expect(world.reported).toEqual(STATUS);
});

test('a memory of endpoints that can not be read is not overwritten', async () => {
  world.put('configMaps', { metadata: { name: 'app-status' }, data: { 'endpoints.json': '[' } });
  await expect(store.load()).rejects.toThrow(SyntaxError);
});

describe('a status that would not fit into a ConfigMap', () => {
  /** So many versions, half of them retained. */
  function large(versions: number): RuntimeStatus {
    const state = (index: number): VersionState => (index % 2 === 0 ? 'Draining' : 'Retained');
    const deployment: DeploymentStatus = {
      ...{ name: 'shop', admin: 'restate', conditions: [] },
      versions: Array.from({ length: versions }, (_, index) => ({
        ...{ version: `v${index}`, object: `shop-v${index}`, mode: 'ReplicaSet' },
        ...{ state: state(index), blockers: ['x'.repeat(100)] },
      })),
    };
    return { ...STATUS, deployments: [deployment] };
  }
  const text = () => world.find('configMaps', 'app-status')!.data['status.json'] as string;

  test('is written as people like to read it while it fits', async () => {
    await report(large(10));
    expect(text()).toContain('\n');
  });

  test('is written without line breaks when that is enough', async () => {
    await report(large(3_300));
    expect(text()).not.toContain('\n');
    expect(world.reported!.deployments[0].versions).toHaveLength(3_300);
  });

  test('leaves out the versions that are at rest when it is not', async () => {
    await report(large(6_000));
    const [{ versions }] = world.reported!.deployments;
    expect(new Set(versions.map(({ state }) => state))).toEqual(new Set(['Draining']));
    expect(versions).toHaveLength(3_000);
  });
});
