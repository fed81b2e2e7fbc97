import { NAMES } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { runSweep } from '../../../src/reconciler/modes/sweep';
import { hang, refuse } from '../memory/faults';
import { wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let reconciler: Reconciler;
let stop: AbortController;

beforeEach(async () => {
  world = await World.start();
  reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pass(reconciler.settle());
  await world.stop();
});
useVirtualTime();

async function run(script: string | undefined = 'script-1') {
  const startedAt = performance.now();
  const options = { id: 'app', script };
  const outcome = await pass(runSweep(reconciler, options, stop.signal), world.clock);
  return { ...outcome, seconds: Math.round((performance.now() - startedAt) / 1000) };
}

function cronJob(script: string): void {
  const volumes = [{ name: 'tmp' }, { configMap: { name: script } }];
  world.put('cronJobs', {
    metadata: { name: NAMES.host('app') },
    spec: { jobTemplate: { spec: { template: { spec: { volumes } } } } },
  });
}

test('with nothing to do it looks once, reports, and leaves', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  expect(await run()).toMatchObject({
    ...{ exit: 0, message: '1 passes; 1 deployments, none draining', seconds: 0 },
  });
  expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
});

test('an admin API that can not be asked is in its last words, and no failure of its own', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.always(/POST \/query/, refuse(503, 'starting'));
  const { exit, message } = await run();
  expect(exit).toBe(0);
  expect(message).toMatch(
    /^\d passes; 1 deployments, none draining; cannot reach the admin API: POST .*: 503 "starting"$/,
  );
});

test('it stays while something drains, and removes it when nothing needs it any more', async () => {
  const { v1, v2 } = world.applyTwo();
  const { message, seconds } = await run();
  expect(message).toMatch(/none draining$/);
  expect(seconds).toBeGreaterThanOrEqual(300);
  expect([...world.server.deployments.keys()]).toEqual([v2]);
  expect(v1).not.toBe(v2);
});

test('a drain that takes longer is left to the next pod, which starts at the next tick', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
  world.desire([wanted('shop', 'v2')], { sweep: { everyMinutes: 5, offsetMinutes: 0 } });
  const { exit, message, seconds } = await run();
  expect({ exit, message }).toEqual({
    ...{ exit: 0, message: 'versions are still draining; the next scheduled run continues' },
  });
  expect(seconds).toBeGreaterThanOrEqual(592);
  expect(seconds).toBeLessThan(600);
});

test('it leaves when its CronJob names another script', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
  cronJob('script-1');
  setTimeout(() => cronJob('script-2'), 30_000);
  const { exit, message, seconds } = await run();
  expect({ exit, message }).toEqual({
    ...{ exit: 0, message: 'the CronJob uses another script; its next run continues' },
  });
  expect(seconds).toBeLessThan(40);
});

test('nothing is removed while another run acts, and it waits for that', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  await pass(world.observe());
  world.letOtherRunHold(NAMES.lease('app', world.ref.url));
  const { message, seconds } = await run();
  expect(message).toMatch(/none draining$/);
  expect(seconds).toBeGreaterThanOrEqual(60);
  expect(world.server.deployments.size).toBe(1);
});

test('failures are waited out', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.kubernetes.faults.next(/GET services/, refuse(403, { message: 'not yet' }), 5);
  expect(await run()).toMatchObject({ exit: 0 });
});

test('after eight in a row it fails with the last one, so that the Job is tried again', async () => {
  const { exit, message } = await run();
  expect(exit).toBe(1);
  expect(message).toMatch(/app-desired has no desired.json; apply the app again/);
  expect(world.kubernetes.names(/GET configmaps.app-desired/)).toHaveLength(8);
});

test('when its pod has to go, it stops', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'running', pinned: v1 }];
  setTimeout(() => stop.abort(), 10_000);
  expect(await run()).toMatchObject({ exit: 0, message: 'stopped' });
});

test('a registration that hangs is waited for', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.next(/POST .deployments/, hang);
  const { message, seconds } = await run();
  expect(message).toMatch(/none draining$/);
  expect(seconds).toBeGreaterThanOrEqual(30);
  expect(world.server.deployments.size).toBe(1);
});
