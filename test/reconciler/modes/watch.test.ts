import { NAMES, podLabels } from '../../../src/contract';
import { runWatch } from '../../../src/reconciler/modes/watch';
import { refuse } from '../memory/faults';
import { uriOf, wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let stop: AbortController;
let ended: Promise<{ exit: number; message: string }>;

beforeEach(async () => {
  world = await World.start();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pass(ended);
  await world.stop();
});
useVirtualTime();

function run(): void {
  const options = { id: 'app', holder: 'me', script: 'script-1' };
  ended = runWatch(world.client, options, stop.signal);
}
const seconds = (count: number) => pass(count * 1000, world.clock);
const latest = () => world.server.services.get('shop')?.deploymentId;
const reads = () => world.kubernetes.names(/^GET/).length;

test('what is there when it starts is registered', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(2);
  expect(latest()).toBe(world.memoryOf('shop-v1').deploymentId);
  expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
});

test('what becomes ready later is registered within a second', async () => {
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(10);
  world.apply('shop-v1');
  await seconds(1);
  expect(latest()).toBeDefined();
});

test('at rest it asks neither server, but for the admin API once a minute', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(5);
  world.kubernetes.forget();
  world.restate.forget();
  await seconds(130);
  expect(reads()).toBe(0);
  expect(world.restate.log.length).toBeGreaterThanOrEqual(2);
  expect(world.restate.log.length).toBeLessThan(6);
});

test('however well the watches go, the API server itself is looked at every few minutes', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(5);
  world.kubernetes.forget();
  await seconds(370);
  expect(world.kubernetes.names(/GET replicasets/)).toHaveLength(1);
});

test('an old version is drained and removed', async () => {
  const { v2 } = world.applyTwo();
  run();
  await seconds(310);
  expect([...world.server.deployments.keys()]).toEqual([v2]);
  expect(world.find('replicaSets', 'shop-v1')!.spec.replicas).toBe(0);
});

test('a roll back while an old version drains is seen at once', async () => {
  const { v1 } = world.applyTwo();
  run();
  await seconds(100);
  world.desire([wanted('shop', 'v1')]);
  await seconds(2);
  expect(latest()).toBe(v1);
});

test('a registration that failed is tried again', async () => {
  world.apply('shop-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], unreachable: true });
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(10);
  expect(latest()).toBeUndefined();
  world.server.serve(uriOf('shop-v1'), { services: ['shop'] });
  await seconds(30);
  expect(latest()).toBeDefined();
});

test('what ran the runtime before its mode was changed is removed', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.put('cronJobs', { metadata: { name: NAMES.host('app'), labels: podLabels('app') } });
  run();
  await seconds(5);
  expect(world.names('cronJobs')).toEqual([]);
});

test('failures of the API server are waited out', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  const recover = world.kubernetes.faults.always(/./, refuse(403, { message: 'not yet' }));
  run();
  await seconds(20);
  recover();
  await seconds(35);
  expect(latest()).toBeDefined();
});

test('while another run holds the Lease it waits, and then it goes on', async () => {
  world.apply('shop-v1');
  world.kubernetes.faults.next(/POST leases/, refuse(409, { reason: 'Conflict', message: '' }), 2);
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(5);
  expect(latest()).toBeDefined();
});

test('once it was told to stop it gives back the Leases, and ends', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  run();
  await seconds(2);
  stop.abort();
  expect(await pass(ended)).toEqual({ exit: 0, message: 'stopped' });
  expect(world.list('leases').map(({ spec }) => spec.holderIdentity)).toEqual([null]);
  expect(world.kubernetes.api.watches.count).toBe(0);
});

test('a registration that waits for a rollout is made within seconds of its end', async () => {
  const rollout = { deployment: 'plain', revision: '2' };
  world.server.serve(uriOf('shop-v1'), { services: ['shop'] });
  world.desire([wanted('shop', 'v1', { mode: 'Endpoint', rollout })]);
  world.rollOut('plain', '1');
  run();
  await seconds(30);
  expect(latest()).toBeUndefined();
  expect(world.reported!.deployments[0].conditions[0]).toMatchObject({
    reason: 'WaitingForRollout',
    message:
      'Waiting for a rollout: the Deployment plain has the revision 1, not 2, in its annotation restate.dev/revision',
  });
  world.rollOut('plain', '2', { updatedReplicas: 0 });
  await seconds(30);
  expect(latest()).toBeUndefined();
  world.rollOut('plain', '2');
  await seconds(6);
  expect(latest()).toBeDefined();
  await seconds(5);
  world.kubernetes.forget();
  await seconds(130);
  expect(reads()).toBe(0);
});

test('a version that is held is registered within a second of being let through, and costs nothing until then', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { gate: 'hold' })]);
  run();
  await seconds(5);
  expect(world.reported!.deployments[0].conditions[0].reason).toBe('WaitingForGate');
  world.restate.forget();
  await seconds(180);
  expect(latest()).toBeUndefined();
  expect(world.restate.log.length).toBeLessThan(6);
  world.apply('shop-v1', { annotations: { 'restate.dev/gate': 'passed' } });
  await seconds(1);
  expect(latest()).toBeDefined();
});
