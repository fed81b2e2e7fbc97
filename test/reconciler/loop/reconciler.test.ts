import { LABELS, NAMES } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import type { PassResult } from '../../../src/reconciler/loop/reconciler';
import { after, hang, refuse } from '../memory/faults';
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

/** What a pass came to, in one word. */
function outcomeOf({ progressed, waitingForLease }: PassResult): string {
  if (progressed) return 'progressed';
  return waitingForLease ? 'waiting for the Lease' : 'nothing to do';
}
const once = async () => outcomeOf(await pass(reconciler.pass(), world.clock));

/** Passes until there is nothing to do. */
async function settle(): Promise<void> {
  for (let passes = 0; (await once()) === 'progressed'; passes++) expect(passes).toBeLessThan(10);
}

const registrations = () => world.restate.names(/POST .deployments/).length;
const latest = () => world.server.services.get('shop')?.deploymentId;
const stateOf = (object: string) =>
  world.reported?.deployments.flatMap(({ versions }) => versions).find((v) => v.object === object)
    ?.state;

test('a version that is ready is registered, reported and told by an Event, each once', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  await settle();
  expect(latest()).toBe(world.memoryOf('shop-v1').deploymentId);
  expect(stateOf('shop-v1')).toBe('Latest');
  expect(world.reported!.deployments[0].conditions[0]).toMatchObject({
    ...{ type: 'Ready', status: 'True', reason: 'Registered' },
  });
  expect(world.events).toEqual(['Registered']);
  world.kubernetes.forget();
  await settle();
  expect(world.kubernetes.names()).toEqual([]);
});

test('an old version is drained, deregistered after two looks, and kept at 0 replicas', async () => {
  const { v1, v2 } = world.applyTwo();
  await settle();
  expect(stateOf('shop-v1')).toBe('Drained');
  world.clock.advance(301);
  await settle();
  expect(world.server.deployments.has(v1)).toBe(true);
  await pass(4_000, world.clock);
  await settle();
  expect([...world.server.deployments.keys()]).toEqual([v2]);
  expect(world.find('replicaSets', 'shop-v1')!.spec.replicas).toBe(0);
  await settle();
  expect(stateOf('shop-v1')).toBe('Retained');
});

test('two looks a moment apart are not two, though the clock of the API server has jumped in between', async () => {
  const { v1 } = world.applyTwo();
  await settle();
  world.clock.advance(301);
  await settle();
  world.clock.advance(60);
  await settle();
  expect(world.server.deployments.has(v1)).toBe(true);
});

test('a registration that failed is tried again although the clock of the API server was put back', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  world.restate.faults.next(/POST .deployments/, refuse(500, 'busy'));
  await settle();
  world.clock.advance(-3_600);
  await pass(1_000, world.clock);
  await settle();
  expect(latest()).toBeDefined();
});

test('an old version that an invocation needs stays, however often it is looked at', async () => {
  const { v1 } = world.applyTwo();
  world.server.invocations = [{ service: 'shop', status: 'suspended', pinned: v1 }];
  for (let round = 0; round < 3; round++) {
    await settle();
    world.clock.advance(400);
  }
  expect(world.server.deployments.has(v1)).toBe(true);
  expect(stateOf('shop-v1')).toBe('Draining');
  expect(world.find('replicaSets', 'shop-v1')!.spec.replicas).toBe(1);
});

test('under a Lease that another run may have had since, it looks again before it acts', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  const registeredByOther = after(() => world.applyRegistered('shop-v1'));
  world.kubernetes.faults.next(/PUT leases/, registeredByOther);
  await settle();
  expect(registrations()).toBe(0);
  expect(stateOf('shop-v1')).toBe('Latest');
});

test('while another run holds the Lease nothing is done or reported, and then it goes on', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  await pass(world.observe());
  const [lease] = reconcilerLease();
  world.letOtherRunHold(lease);
  expect(await once()).toBe('waiting for the Lease');
  expect(registrations()).toBe(0);
  expect(world.reported).toBeUndefined();
  await pass(63_000, world.clock);
  await settle();
  expect(registrations()).toBe(1);
});

/** Names of the Leases that the run would need. */
function reconcilerLease(): string[] {
  return [NAMES.lease('app', world.ref.url)];
}

test('the Leases are given back when there is nothing to do', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  await settle();
  expect(world.list('leases').map(({ spec }) => spec.holderIdentity)).toEqual([null]);
});

test('a registration that takes long goes on while the next pass looks after the others', async () => {
  world.apply('shop-v1');
  world.apply('cart-v1');
  let arrive = (): void => undefined;
  const slow = new Promise<void>((resolve) => (arrive = resolve));
  world.restate.faults.next(
    /POST .deployments/,
    after(() => slow),
  );
  world.desire([wanted('shop', 'v1'), wanted('cart', 'v1')]);
  const first = await pass(reconciler.pass(), world.clock);
  expect(first.inFlight).toBe(true);
  await once();
  expect(world.memoryOf('cart-v1').deploymentId).toBeDefined();
  expect(registrations()).toBe(2);
  arrive();
  await pass(reconciler.settle());
  await settle();
  expect(world.memoryOf('shop-v1').deploymentId).toBeDefined();
  expect(registrations()).toBe(2);
});

test('one version that is refused does not hold back another, and says why', async () => {
  world.apply('shop-v1');
  world.apply('cart-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], breaking: true });
  world.desire([wanted('shop', 'v1'), wanted('cart', 'v1')]);
  await settle();
  const [shop, cart] = world.reported!.deployments;
  expect(shop.conditions[0]).toMatchObject({ status: 'False', reason: 'BreakingChange' });
  expect(shop.conditions[0].message).toMatch(/set `breaking` on the deployment/);
  expect(cart.conditions[0]).toMatchObject({ status: 'True' });
  await settle();
  expect(registrations()).toBe(2);
});

test('a version that was refused for good is tried again once what it was refused for is gone', async () => {
  world.server.serve('http://old:9080', { services: ['shop'] });
  const old = world.server.register({ uri: 'http://old:9080' }).deployment.id;
  world.apply('shop-v1');
  world.server.serve(uriOf('shop-v1'), { services: ['shop'], breaking: true });
  world.desire([wanted('shop', 'v1')]);
  await settle();
  const later = async () => {
    await pass(reconciler.settle());
    reconciler = new Reconciler(world.client, { id: 'app', holder: 'later' });
    await settle();
  };
  await later();
  expect(registrations()).toBe(1);
  world.server.deregister(old);
  world.server.serve(uriOf('shop-v1'), { services: ['shop'] });
  await later();
  expect(world.reported!.deployments[0]).toMatchObject({ conditions: [{ reason: 'Registered' }] });
});

test('a desired state that changes after the look lets nothing be taken away', async () => {
  const { v1 } = world.applyTwo();
  await settle();
  world.clock.advance(301);
  await settle();
  await pass(4_000, world.clock);
  const rollBack = after(() => world.desire([wanted('shop', 'v1')]));
  world.kubernetes.faults.next(/PATCH replicasets.shop-v1/, rollBack);
  await once();
  expect(world.server.deployments.has(v1)).toBe(true);
  await settle();
  expect(latest()).toBe(v1);
});

test('Jobs of other desired states go, so that a roll back makes its Job anew', async () => {
  world.apply('shop-v1');
  const job = (name: string, hash: string) => ({
    metadata: {
      name,
      labels: {
        'app.kubernetes.io/name': 'cdk8s-restate-runtime',
        'app.kubernetes.io/instance': 'app',
      },
      annotations: { 'restate.dev/deployment': 'shop', 'restate.dev/desired-hash': hash },
    },
  });
  world.put('jobs', job('shop-register-v0', 'hash-v0'));
  world.put('jobs', job('shop-register-v1', 'hash-v1'));
  world.clock.advance(10);
  world.desire([wanted('shop', 'v1')]);
  world.kubernetes.faults.next(
    /DELETE jobs/,
    refuse(409, { reason: 'Conflict', message: 'changed' }),
  );
  await once();
  expect(world.names('jobs')).toHaveLength(2);
  await settle();
  await settle();
  expect(world.names('jobs')).toEqual(['shop-register-v1']);
});

test('without a desired state nothing is done, and it says what to do', async () => {
  world.applyRegistered('shop-v1');
  await expect(pass(reconciler.pass())).rejects.toThrow(/app-desired .*; apply the app again/);
  expect(world.kubernetes.names()).toEqual([]);
});

test('the desired state of another runtime is not acted on', async () => {
  world.applyRegistered('shop-v1');
  world.desire([], { id: 'other' });
  await expect(pass(reconciler.pass())).rejects.toThrow(/belongs to the runtime other, not to app/);
  expect(world.kubernetes.names()).toEqual([]);
});

test('an admin API that does not answer is reported, and the version is left as it is', async () => {
  world.applyRegistered('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  const recover = world.restate.faults.always(/./, hang);
  await settle();
  expect(world.reported!.conditions[1]).toMatchObject({
    ...{ type: 'AdminReachable/restate', status: 'False', reason: 'AdminUnreachable' },
  });
  expect(stateOf('shop-v1')).toBe('Unknown');
  recover();
  await pass(31_000, world.clock);
  await settle();
  expect(world.reported!.conditions[1].status).toBe('True');
  expect(stateOf('shop-v1')).toBe('Latest');
});

describe('from what informers show', () => {
  /** Reads from the API server, as if informers were there that are always current. */
  const current = () => ({
    find: (kind: any, name: string) => world.client.find<any>(kind, name),
    list: (kind: any, selector?: string) => world.client.list<any>(kind, selector),
  });

  test('a pass asks the API server itself only when there is something to do', async () => {
    world.apply('shop-v1');
    world.desire([wanted('shop', 'v1')]);
    const first = await pass(reconciler.pass({ informers: current() }), world.clock);
    expect(first).toMatchObject({ fresh: true, progressed: true });
    await settle();
    const idle = await pass(reconciler.pass({ informers: current() }), world.clock);
    expect(idle).toMatchObject({ fresh: false, progressed: false });
  });

  /** All but shop-v1, which is not ready yet, is registered, and no other run has had the Lease since. */
  async function registerOthers(): Promise<void> {
    world.apply('cart-v1');
    world.desire([wanted('shop', 'v1'), wanted('cart', 'v1')]);
    await settle();
  }
  /** What registers without waiting for a pass. */
  async function registerReady(): Promise<void> {
    await pass(reconciler.fastPath.registerReady(current()));
    await pass(reconciler.settle());
  }

  test('a version that has become ready is registered without waiting for a pass', async () => {
    await registerOthers();
    world.apply('shop-v1');
    await registerReady();
    expect(latest()).toBe(world.memoryOf('shop-v1').deploymentId);
    await settle();
    expect(registrations()).toBe(2);
  });

  describe('by what the admin API said in the last pass', () => {
    /** Whether a version that becomes ready so much later is registered without a pass. */
    async function registersAfter(ms: number): Promise<boolean> {
      await pass(ms, world.clock);
      world.apply('shop-v1');
      await registerReady();
      return latest() !== undefined;
    }
    beforeEach(() => registerOthers());

    test('for two minutes', async () => {
      expect(await registersAfter(110_000)).toBe(true);
    });

    test('and not longer', async () => {
      expect(await registersAfter(121_000)).toBe(false);
    });

    test('not when it could not be asked', async () => {
      world.restate.faults.next(/query/, refuse(500));
      await settle();
      expect(await registersAfter(0)).toBe(false);
    });

    test('not before the first pass', async () => {
      reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
      const { observation } = await pass(world.observe());
      await pass(reconciler.admins.acquire([world.ref], observation.desired));
      expect(await registersAfter(0)).toBe(false);
    });
  });

  test('not while another run holds the Lease', async () => {
    await registerOthers();
    world.apply('shop-v1');
    world.letOtherRunHold(reconcilerLease()[0]);
    await registerReady();
    expect(latest()).toBeUndefined();
  });

  test('not under a Lease that another run may have had since the last pass', async () => {
    world.desire([wanted('shop', 'v1')]);
    await settle();
    world.apply('shop-v1');
    await registerReady();
    expect(latest()).toBeUndefined();
  });

  test('not once the desired state has changed', async () => {
    await registerOthers();
    world.apply('shop-v1');
    const changed = after(() => world.desire([wanted('shop', 'v2'), wanted('cart', 'v1')]));
    world.kubernetes.faults.next(/GET jobs/, changed);
    await registerReady();
    expect(latest()).toBeUndefined();
  });

  test('and nothing is taken away', async () => {
    world.applyTwo();
    await settle();
    world.clock.advance(400);
    await settle();
    world.clock.advance(10);
    world.kubernetes.forget();
    await registerReady();
    expect(world.kubernetes.names()).toEqual([]);
  });
});

describe('the Service of a version', () => {
  test('is missed also after the registration, and comes back with the next apply', async () => {
    world.apply('shop-v1');
    world.desire([wanted('shop', 'v1')]);
    await settle();
    world.remove('services', 'shop-v1');
    await settle();
    expect(world.reported!.deployments[0].conditions[0]).toMatchObject({
      ...{ type: 'Ready', status: 'False', reason: 'Missing' },
      message: 'its Service shop-v1 is not found yet',
    });
    world.clock.advance(121);
    await settle();
    expect(world.reported!.deployments[0].conditions[0]).toMatchObject({
      message: 'its Service shop-v1 is not found; apply the app again',
    });
    world.put('services', {
      metadata: { name: 'shop-v1', labels: { [LABELS.ownedBy]: 'shop', [LABELS.runtime]: 'app' } },
    });
    await settle();
    expect(world.reported!.deployments[0].conditions[0].status).toBe('True');
  });
});
