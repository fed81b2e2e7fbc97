import { EXIT, NAMES, podLabels } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { runRegister } from '../../../src/reconciler/modes/register';
import { after, hang, refuse } from '../memory/faults';
import { uriOf, wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let reconciler: Reconciler;
let stop: AbortController;

beforeEach(async () => {
  world = await World.start();
  reconciler = new Reconciler(world.client, { id: 'app', holder: 'me', registrationJobOf: 'shop' });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pass(reconciler.settle());
  await world.stop();
});
useVirtualTime();

/** How the Job of shop-v1 ends, and after how many seconds. */
async function run() {
  const startedAt = performance.now();
  const target = { deployment: 'shop', hash: 'hash-v1' };
  const { exit, message } = await pass(runRegister(reconciler, target, stop.signal), world.clock);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const [name] = Object.entries(EXIT).find(([, status]) => status === exit)!;
  return { exit: name, message, seconds };
}
/** Somebody does something after so many seconds. */
function later(seconds: number, change: () => void): void {
  setTimeout(change, seconds * 1000);
}

test('it is done once the version is registered and the latest', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  expect(await run()).toMatchObject({
    exit: 'done',
    message: /registered as dp_1 and serves shop/,
  });
  expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
});

test('it waits for its version to become ready', async () => {
  world.desire([wanted('shop', 'v1')]);
  later(20, () => world.apply('shop-v1'));
  const { exit, seconds } = await run();
  expect(exit).toBe('done');
  expect(seconds).toBeGreaterThanOrEqual(20);
  expect(seconds).toBeLessThan(35);
});

/** Both servers were asked, and nothing else. */
function expectNoChange(): void {
  expect(world.kubernetes.names()).toEqual([]);
  expect(world.restate.names().filter((name) => name !== 'POST /query')).toEqual([]);
}

describe('a Job may start before the desired state that it was applied with has arrived', () => {
  test('so that one which is still the former is waited for', async () => {
    world.apply('shop-v1');
    world.desire([wanted('shop', 'v0')]);
    later(30, () => world.desire([wanted('shop', 'v1')]));
    expect(await run()).toMatchObject({ exit: 'done' });
  });

  test('and one that is not there yet, too', async () => {
    world.apply('shop-v1');
    later(30, () => world.desire([wanted('shop', 'v1')]));
    expect(await run()).toMatchObject({ exit: 'done' });
  });

  test('but after a minute it is superseded, and has changed nothing', async () => {
    world.apply('shop-v1');
    world.apply('shop-v2');
    world.desire([wanted('shop', 'v2')]);
    const { exit, message, seconds } = await run();
    expect(exit).toBe('superseded');
    expect(message).toBe(
      'superseded: the desired state of shop is hash-v2 (version v2), not hash-v1',
    );
    expect(seconds).toBeGreaterThanOrEqual(60);
    expectNoChange();
  });

  test('it is superseded as well when its deployment has left the desired state', async () => {
    world.desire([wanted('cart', 'v1')]);
    const { exit, message, seconds } = await run();
    expect(exit).toBe('superseded');
    expect(message).toBe('superseded: shop is no longer in the desired state');
    expect(seconds).toBeGreaterThanOrEqual(60);
    expectNoChange();
  });
});

test('it ends for good on a breaking change, which the server refuses until something changes', async () => {
  world.apply('shop-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], breaking: true });
  world.desire([wanted('shop', 'v1')]);
  const { exit, message, seconds } = await run();
  expect(exit).toBe('final');
  expect(message).toMatch(/breaking change of shop/);
  expect(seconds).toBeLessThan(5);
});

test('a new Job asks again although the server refused the same before', async () => {
  world.apply('shop-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], breaking: true });
  world.desire([wanted('shop', 'v1')]);
  await run();
  world.server.serve(uriOf('shop-v1'), { services: ['shop'] });
  reconciler = new Reconciler(world.client, {
    id: 'app',
    holder: 'second',
    registrationJobOf: 'shop',
  });
  expect(await run()).toMatchObject({ exit: 'done' });
});

test('what another mode has left behind is left to the CronJob or Deployment', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.put('cronJobs', { metadata: { name: NAMES.host('app'), labels: podLabels('app') } });
  expect(await run()).toMatchObject({ exit: 'done' });
  expect(world.names('cronJobs')).toEqual([NAMES.host('app')]);
});

test('that of a paused deployment is done at once, and registers nothing', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { paused: true })]);
  expect(await run()).toMatchObject({ exit: 'done', message: /while the deployment is paused/ });
  expect(world.server.deployments.size).toBe(0);
});

test('it is done at once where a person has to let the version serve, and says how', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { gate: 'hold' })]);
  const { exit, message, seconds } = await run();
  expect({ exit, message }).toEqual({
    exit: 'done',
    message:
      'Ready, and held until somebody lets it serve: kubectl -n apps annotate replicaset shop-v1 restate.dev/gate=passed (or restate.dev/gate=failed)',
  });
  expect(seconds).toBeLessThan(5);
  expect(world.server.deployments.size).toBe(0);
  expect(world.events).toEqual(['WaitingForGate']);
});

test('it ends for good once the version did not pass its gate', async () => {
  world.apply('shop-v1', { annotations: { 'restate.dev/gate': 'failed' } });
  world.desire([wanted('shop', 'v1', { gate: 'hold' })]);
  const { exit, message } = await run();
  expect(exit).toBe('final');
  expect(message).toContain('annotate --overwrite replicaset shop-v1 restate.dev/gate=passed');
});

const GATE = { job: 'shop-v1-gate-0' };
/** The Job of a gate, as its controller leaves it. */
function putGateJob(...types: string[]): void {
  const conditions = types.map((type) => ({ type, status: 'True' }));
  world.put('jobs', { metadata: { name: GATE.job }, status: { conditions } });
}

test('it waits for the Job of a gate, and registers nothing before', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { gate: GATE })]);
  putGateJob();
  later(60, () => {
    expect(world.server.deployments.size).toBe(0);
    putGateJob('Complete');
  });
  const { exit, seconds } = await run();
  expect(exit).toBe('done');
  expect(seconds).toBeGreaterThanOrEqual(60);
  expect(seconds).toBeLessThan(80);
  expect(world.find('replicaSets', 'shop-v1')!.metadata.annotations['restate.dev/gate']).toBe(
    'passed',
  );
});

test('it ends for good once that Job has failed, and says which and how to try again', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { gate: GATE })]);
  putGateJob('Failed');
  expect(await run()).toMatchObject({
    exit: 'final',
    message:
      'It did not pass its gate, and what served before goes on; the Job shop-v1-gate-0 failed: to try again, delete it and apply the app again; to let it serve all the same: kubectl -n apps annotate --overwrite replicaset shop-v1 restate.dev/gate=passed',
  });
  expect(world.server.deployments.size).toBe(0);
  expect(world.events).toEqual(['GateFailed']);
});

test('it is tried again when the Job of a gate is not complete in time', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1', { gate: GATE })]);
  putGateJob();
  const { exit, message } = await run();
  expect(exit).toBe('retry');
  expect(message).toBe('Ready, and held until the Job shop-v1-gate-0 is complete');
});

test('it waits for the rollout that its registration names, and registers nothing before', async () => {
  const rollout = { deployment: 'plain', revision: '2' };
  world.server.serve(uriOf('shop-v1'), { services: ['shop'] });
  world.desire([wanted('shop', 'v1', { mode: 'Endpoint', rollout })]);
  world.rollOut('plain', '2', { updatedReplicas: 0 });
  later(60, () => {
    expect(world.server.deployments.size).toBe(0);
    world.rollOut('plain', '2');
  });
  const { exit, seconds } = await run();
  expect(exit).toBe('done');
  expect(seconds).toBeGreaterThanOrEqual(60);
  expect(seconds).toBeLessThan(80);
});

test('it is tried again when the rollout has not ended in time, and says what that lacks', async () => {
  const rollout = { deployment: 'plain', revision: '2' };
  world.desire([wanted('shop', 'v1', { mode: 'Endpoint', rollout })]);
  const { exit, message } = await run();
  expect(exit).toBe('retry');
  expect(message).toContain('Waiting for a rollout: the Deployment plain is not found');
});

test('an endpoint that does not answer yet is tried until it does', async () => {
  world.apply('shop-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], unreachable: true });
  world.desire([wanted('shop', 'v1')]);
  later(60, () => world.server.serve(uriOf('shop-v1'), { services: ['shop'] }));
  expect(await run()).toMatchObject({ exit: 'done' });
});

test('an API server that fails for a while does not end it', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.kubernetes.faults.next(/GET replicasets/, refuse(403, { message: 'not yet' }), 3);
  expect(await run()).toMatchObject({ exit: 'done' });
});

test('at its deadline it gives up with what it waited for, and the Job is tried again', async () => {
  world.desire([wanted('shop', 'v1')]);
  const { exit, message, seconds } = await run();
  expect({ exit, message }).toEqual({
    ...{ exit: 'retry', message: 'shop-v1 not found; apply the app again' },
  });
  expect(seconds).toBeGreaterThanOrEqual(600);
  expect(seconds).toBeLessThan(610);
});

test('when its pod has to go, it stops within a moment', async () => {
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.always(/./, hang);
  later(30, () => stop.abort());
  const { exit, seconds } = await run();
  expect(exit).toBe('retry');
  expect(seconds).toBeLessThan(40);
});

test('a version that is replaced in the moment before its registration is not registered any more', async () => {
  world.applyRegistered('shop-v0');
  world.apply('shop-v1', {
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '' },
  });
  world.desire([wanted('shop', 'v1')]);
  const rolledBack = after(() => world.desire([wanted('shop', 'v0')]));
  world.kubernetes.faults.next(/PATCH replicasets.shop-v1.status/, rolledBack);
  expect(await run()).toMatchObject({ exit: 'superseded' });
  expect(world.restate.names(/POST .deployments/)).toEqual([]);
});

describe('it does not end by what may be over in a moment', () => {
  const registered = () => {
    world.applyRegistered('shop-v1');
    world.desire([wanted('shop', 'v1')]);
  };

  test('while another run holds the Lease, whose request may be on its way', async () => {
    registered();
    await pass(world.observe());
    world.letOtherRunHold(NAMES.lease('app', world.ref.url));
    later(20, () => {
      // What the other run sent before shop-v1 was applied arrives.
      world.server.deregister(world.server.idOf(uriOf('shop-v1'))!);
      world.put('leases', {
        metadata: { name: NAMES.lease('app', world.ref.url) },
        spec: { holderIdentity: null },
      });
    });
    const { exit, seconds } = await run();
    expect(exit).toBe('done');
    expect(seconds).toBeGreaterThanOrEqual(20);
    expect(world.server.services.has('shop')).toBe(true);
  });

  test('while a request of its own is on its way', async () => {
    world.applyRegistered('shop-v1');
    const cart = world.applyRegistered('cart-v1');
    const annotations = { 'restate.dev/deletion-policy': 'force' };
    world.put('replicaSets', withAnnotations('cart-v1', annotations));
    world.desire([wanted('shop', 'v1')]);
    world.restate.faults.next(
      /DELETE/,
      after(() => new Promise((end) => setTimeout(end, 5_000))),
    );
    const { exit } = await run();
    expect(exit).toBe('done');
    expect(world.server.deployments.has(cart)).toBe(false);
  });
});

function withAnnotations(object: string, annotations: Record<string, string>) {
  const { metadata, ...rest } = world.find('replicaSets', object)!;
  return {
    ...rest,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
  };
}

describe("what another service's endpoint answers holds nothing back", () => {
  test.each([
    ['a page of 2 MB', 'x'.repeat(2_000_000)],
    ['control characters', '\u0000\u001b[2J\u2028'],
    ['what is no text', { not: 'a text' }],
  ])('%s', async (_, message) => {
    const answers = { message, restate_code: 'META0003' };
    world.apply('shop-v1');
    world.apply('cart-v1');
    world.server.serve(uriOf('cart-v1'), { services: ['cart'], refusal: answers });
    world.desire([wanted('shop', 'v1'), wanted('cart', 'v1')]);
    expect(await run()).toMatchObject({ exit: 'done' });
    const cart = world.reported!.deployments.find(({ name }) => name === 'cart')!;
    expect(cart.conditions[0]).toMatchObject({ status: 'False' });
    expect(cart.conditions[0].message.length).toBeLessThan(1_200);
    expect(world.events).toContain('Registered');
  });
});

test.each([
  ['status.json', '{"contract":1}'],
  ['status.json', '{"contract":1,"id":"app","conditions":[{}],"deployments":[{"name":"shop"}]}'],
  ['endpoints.json', '{}'],
  ['endpoints.json', '[{"object":"shop-v1"}]'],
])('it is done whatever is in %s: %s', async (key, text) => {
  world.put('configMaps', { metadata: { name: NAMES.status('app') }, data: { [key]: text } });
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  expect(await run()).toMatchObject({ exit: 'done' });
  expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
});
