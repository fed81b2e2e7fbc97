/** Two apps in one namespace that have a deployment of the same name. */
import { DESIRED_STATE_KEY, LABELS, NAMES, STATUS_KEY } from '../../../src/contract';
import type { RuntimeStatus } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let reconcilers: Reconciler[];

beforeEach(async () => {
  world = await World.start();
  reconcilers = ['app', 'other'].map((id) => new Reconciler(world.client, { id, holder: id }));
});
afterEach(async () => {
  for (const each of reconcilers) await pass(each.settle());
  await world.stop();
});
useVirtualTime();

/** What the runtimes do one after the other, each until there is nothing left to do. */
async function sweep(): Promise<void> {
  for (const reconciler of reconcilers) {
    for (let passes = 0; passes < 10; passes++) {
      if (!(await pass(reconciler.pass(), world.clock)).progressed) break;
    }
  }
}

function desireOfOther(version: string): void {
  world.put('configMaps', {
    metadata: { name: NAMES.desiredState('other') },
    data: {
      [DESIRED_STATE_KEY]: JSON.stringify({
        ...{ contract: 1, id: 'other', admins: [world.ref] },
        deployments: [wanted('shop', version)],
      }),
    },
  });
}

function conditionsOf(id: string) {
  const { data } = world.find('configMaps', NAMES.status(id))!;
  const { deployments } = JSON.parse(data[STATUS_KEY]) as RuntimeStatus;
  return deployments[0].conditions.map(({ type, reason, message }) => ({ type, reason, message }));
}

test('a service that both offer stays with the one that has registered it last, and that is told', async () => {
  world.apply('shop-v1');
  world.desire([wanted('shop', 'v1')]);
  desireOfOther('v2');
  await sweep();
  world.apply('shop-v2');
  for (const kind of ['replicaSets', 'services'] as const) {
    const labels = { [LABELS.ownedBy]: 'shop', [LABELS.runtime]: 'other' };
    world.put(kind, { metadata: { name: 'shop-v2', labels } });
  }
  await sweep();
  world.restate.forget();
  for (let round = 0; round < 5; round++) await sweep();
  expect(world.restate.names(/POST .deployments/)).toEqual([]);
  expect(world.server.services.get('shop')!.deploymentId).toBe('dp_2');
  expect(conditionsOf('app').at(-1)).toEqual({
    type: 'Degraded',
    reason: 'ServedByOther',
    message:
      'the service shop is served by shop-v2 (dp_2) of the runtime other: leave the service to one of the two apps',
  });
  expect(conditionsOf('other')).toMatchObject([{ type: 'Ready', reason: 'Registered' }]);
});
