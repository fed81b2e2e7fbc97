/** A step on a version in a world, as a pass would let it be done. */
import { execute } from '../../../src/reconciler/execute/executor';
import { AdminLease } from '../../../src/reconciler/execute/lease';
import { VersionStore } from '../../../src/reconciler/execute/version-store';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import type { Action } from '../../../src/reconciler/plan/actions';
import { uriOf, wanted } from '../plan/situation';
import { World } from '../world';

export class Execution {
  static async start(): Promise<Execution> {
    const world = await World.start();
    world.desire([wanted('shop', 'v2')]);
    const execution = new Execution(world);
    // The first answer tells the time.
    await execution.status.load();
    return execution;
  }

  readonly lease: AdminLease;
  readonly status: StatusStore;
  readonly store: VersionStore;
  /** Whether the desired state is still that of the plan. */
  unchanged = true;
  holdsLease = true;

  private constructor(readonly world: World) {
    this.lease = new AdminLease(world.client, world.restate.url, 'me');
    this.status = new StatusStore(world.client, 'app');
    this.store = new VersionStore(world.client, this.status);
  }

  async stop(): Promise<void> {
    await this.lease.release();
    await this.world.stop();
  }

  /** Executes a step on a version as it is in the namespace, under the Lease. */
  async act(object: string, ...actions: Action[]): Promise<void> {
    const { world, lease, store } = this;
    if (this.holdsLease) await lease.acquire();
    const { observation } = await world.observe();
    const version = observation.versions.find((each) => each.object === object);
    const step = { admin: world.ref, deployment: 'shop', object, version, actions };
    world.kubernetes.forget();
    world.restate.forget();
    await execute(step, {
      ...{ kubernetes: world.client, store, admin: () => world.admin, lease },
      tell: async () => undefined,
      desiredUnchanged: async () => this.unchanged,
    });
  }
}

export function register(object: string, force = false): Action {
  const [name, version] = object.split('-');
  return { type: 'register', desired: wanted(name, version), uri: uriOf(object), force };
}
