import type {
  Condition,
  DeploymentStatus,
  RuntimeStatus,
  VersionState,
} from '../../../src/contract';
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
const CONDITION: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Registered',
  message: 'registered',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};
/** With every field that there is. */
const FULL: RuntimeStatus = {
  ...{ contract: 1, id: 'app', conditions: [CONDITION] },
  othersDeployments: ['other'],
  deployments: [
    {
      ...{ name: 'shop', admin: 'restate', version: 'v2', lastVersion: 'v1', hash: 'h' },
      ...{ autoscaled: true, conditions: [CONDITION], refusedFor: ['cart'] },
      versions: [
        {
          ...{ version: 'v2', object: 'shop-v2', mode: 'ReplicaSet', state: 'Latest' },
          ...{ rule: 'registered', deploymentId: 'dp_1', uri: 'http://shop-v2', invocations: 1 },
          admin: { key: 'restate', url: 'http://restate:9070' },
          replicas: { desired: 1, ready: 1 },
          ...{ privateServices: ['shop'], blockers: ['it waits'] },
          removeAt: '2026-01-01T00:00:00Z',
        },
      ],
    },
  ],
};
const report = (status: RuntimeStatus) => store.change((stored) => ({ ...stored, status }));
const record = (object: string) => ({
  ...{ object, deployment: 'shop', createdAt: '', annotations: {} },
});
const remember = (of: StatusStore, object: string) =>
  of.change((stored) => ({ ...stored, endpoints: [...stored.endpoints, record(object)] }));
const data = () => world.find('configMaps', 'app-status')!.data;
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

test.each([
  '{',
  '{}',
  '[]',
  '5',
  'null',
  '{"contract":1}',
  '{"deployments":[{"name":"a"}],"conditions":[]}',
  '{"contract":1,"id":"app","conditions":{},"deployments":[]}',
  '{"contract":1,"id":"app","conditions":[null],"deployments":[]}',
  '{"contract":1,"id":"app","conditions":[],"deployments":[],"othersDeployments":"a"}',
  JSON.stringify({ ...STATUS, contract: 2 }),
  JSON.stringify({
    ...STATUS,
    deployments: [{ name: 'a', admin: '', conditions: [], versions: [{ object: 5 }] }],
  }),
])('a status of another shape is written anew: %s', async (text) => {
  world.put('configMaps', { metadata: { name: 'app-status' }, data: { 'status.json': text } });
  expect((await store.load()).status).toBeUndefined();
  await report(STATUS);
  expect(world.reported).toEqual(STATUS);
});

test('a status as this library writes it is read', async () => {
  await report(FULL);
  expect((await new StatusStore(world.client, 'app').load()).status).toEqual(FULL);
});

test.each(['[', '{}', '5', 'null', '[null, 5, {"object":"shop-v1"}]'])(
  'records of endpoints that are none are left out, and written anew: %s',
  async (text) => {
    world.put('configMaps', { metadata: { name: 'app-status' }, data: { 'endpoints.json': text } });
    expect((await store.load()).endpoints).toEqual([]);
    await remember(store, 'shop-v2');
    expect(JSON.parse(data()['endpoints.json'])).toEqual([record('shop-v2')]);
  },
);

describe('a status that would not fit into a ConfigMap', () => {
  /** So many versions, half of them retained. */
  function large(versions: number, blocker = 'x'.repeat(100)): RuntimeStatus {
    const state = (index: number): VersionState => (index % 2 === 0 ? 'Draining' : 'Retained');
    const deployment: DeploymentStatus = {
      ...{ name: 'shop', admin: 'restate', conditions: [] },
      versions: Array.from({ length: versions }, (_, index) => ({
        ...{ version: `v${index}`, object: `shop-v${index}`, mode: 'ReplicaSet' },
        ...{ state: state(index), blockers: [blocker] },
      })),
    };
    return { ...STATUS, deployments: [deployment] };
  }
  const text = () => data()['status.json'] as string;
  const states = () => new Set(world.reported!.deployments[0].versions.map(({ state }) => state));

  test('is written as people like to read it while it fits', async () => {
    await report(large(10));
    expect(text()).toContain('\n');
  });

  test('is written without line breaks when that is enough', async () => {
    await report(large(4_500));
    expect(text()).not.toContain('\n');
    expect(world.reported!.deployments[0].versions[0].blockers).toEqual(['x'.repeat(100)]);
  });

  test('never has more than 1 KiB of a text', async () => {
    await report(large(1, 'x'.repeat(2_000_000)));
    expect(world.reported!.deployments[0].versions[0].blockers![0]).toHaveLength(1024 + 3);
  });

  test('loses the ends of the longest texts first', async () => {
    const short = large(2_000, 'short').deployments;
    const [long] = large(3_000, 'x'.repeat(900)).deployments;
    await report({ ...STATUS, deployments: [...short, { ...long, name: 'other' }] });
    const [first, second] = world.reported!.deployments;
    expect(first.versions[0].blockers).toEqual(['short']);
    expect(second.versions[0].blockers).toEqual([`${'x'.repeat(64)}...`]);
    expect(second.versions).toHaveLength(3_000);
  });

  test('leaves out the versions that are at rest when that is not enough', async () => {
    await report(large(12_000));
    expect(states()).toEqual(new Set(['Draining']));
    expect(world.reported!.deployments[0].versions).toHaveLength(6_000);
  });

  test('fits, whatever there is, and letters count by their bytes', async () => {
    const names = Array.from({ length: 2_500 }, (_, index) => ({
      ...large(4, 'ä'.repeat(100)).deployments[0],
      name: `deployment-with-a-long-name-${index}`,
      conditions: [{ ...CONDITION, message: '€'.repeat(100) }],
    }));
    await report({ ...STATUS, deployments: names });
    expect(Buffer.byteLength(text())).toBeLessThan(1_000_000);
    expect(world.reported!.deployments).toHaveLength(2_500);
  });

  test('leaves room for the records of endpoints', async () => {
    for (let index = 0; index < 20; index++) {
      await store.change((stored) => ({
        ...stored,
        endpoints: [...stored.endpoints, { ...record(`e${index}`), createdAt: 'x'.repeat(40_000) }],
      }));
    }
    await report(large(4_500));
    expect(world.reported!.deployments).toHaveLength(1);
  });
});
