/** In which order the versions of a deployment go that has left the desired state. */
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
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

const POLICIES = [
  ['drained', 'drain'],
  ['forced', 'force'],
];

test.each(POLICIES)(
  'of two versions that are %s, the latest goes last and alone',
  async (_, policy) => {
    const { v1, v2 } = world.applyTwo();
    for (const name of ['shop-v1', 'shop-v2']) {
      const object = world.find('replicaSets', name)!;
      Object.assign(object.metadata.annotations, { 'restate.dev/deletion-policy': policy });
      world.put('replicaSets', object);
    }
    world.desire([]);
    const goneByPass: string[][] = [];
    for (let passes = 0; passes < 40; passes++) {
      world.restate.forget();
      if (!(await pass(reconciler.pass(), world.clock)).progressed) {
        await pass(4_000, world.clock);
        world.clock.advance(200);
      }
      const gone = world.restate.names(/DELETE/);
      if (gone.length > 0) goneByPass.push(gone);
    }
    expect(goneByPass).toEqual([[`DELETE /deployments/${v1}`], [`DELETE /deployments/${v2}`]]);
    expect(world.names('replicaSets')).toEqual([]);
  },
);
