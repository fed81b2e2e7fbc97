/** A namespace with its API server, two Restate servers, and the pods of runtimes: all of it in memory. */
import { ENDPOINTS, SERVERS, objectOf, isBreaking, servicesOf } from './app';
import type { Server } from './app';
import { Controllers } from './controllers';
import { Disturbances } from './disturbances';
import { Invocations } from './invocations';
import { Judge } from './judge';
import { Kubectl, pathOf } from './kubectl';
import { Network } from './network';
import type { Program } from './program';
import { Random } from '../random';
import { VirtualTime } from './virtual-time';
import { TestClock } from '../reconciler/memory/clock';
import { KubernetesApi } from '../reconciler/memory/kubernetes-api';
import type { Change, Doc } from '../reconciler/memory/object-store';
import { RestateAdminApi } from '../reconciler/memory/restate-admin-api';
import { RestateState } from '../reconciler/memory/restate-state';

/** The API server's clock; it may be set. */
class ServerTime extends TestClock {
  aheadMs = 0;

  constructor(private readonly time: VirtualTime) {
    super();
  }

  override now(): Date {
    return new Date(super.now().getTime() + this.time.now + this.aheadMs);
  }
}

export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly clock = new ServerTime(this.time);
  readonly kubernetes = new KubernetesApi(this.clock);
  readonly admins: Readonly<Record<Server, RestateAdminApi>> = {
    a: new RestateAdminApi(new RestateState('dp_a')),
    b: new RestateAdminApi(new RestateState('dp_b')),
  };
  readonly invocations: Readonly<Record<Server, Invocations>>;
  readonly disturbances = new Disturbances();
  readonly network: Network;
  readonly controllers: Controllers;
  readonly kubectl = new Kubectl(this.kubernetes);
  readonly judge: Judge;

  constructor(seed: number, program: Program) {
    this.random = new Random(seed);
    this.judge = new Judge(this);
    this.network = new Network(
      this.time,
      this.random,
      this.disturbances,
      (call, handle) => this.judge.handle(call, handle),
      () => this.judge.quiet.disturbed(),
    );
    this.network.hosts.set('kubernetes', { name: 'kubernetes', api: this.kubernetes });
    for (const server of SERVERS) {
      this.network.hosts.set(server, { name: server, api: this.admins[server] });
    }
    this.invocations = {
      a: this.invocationsOf('a'),
      b: this.invocationsOf('b'),
    };
    this.controllers = new Controllers(
      this.kubernetes,
      this.time,
      this.random,
      program,
      {
        network: this.network,
        onCrash: (error) => this.judge.violate('crash', error.stack ?? error.message),
      },
      (exit) => this.judge.exited(exit),
    );
    this.kubernetes.store.subscribe((change) => this.serve(change));
    for (const server of SERVERS) {
      for (const [uri, services] of Object.entries(ENDPOINTS)) {
        this.admins[server].state.serve(uri, { services });
      }
    }
  }

  find(kind: Parameters<typeof pathOf>[0], name: string): Doc | undefined {
    return this.kubernetes.store.get(pathOf(kind), name);
  }

  list(kind: Parameters<typeof pathOf>[0]): Doc[] {
    return this.kubernetes.store.list(pathOf(kind));
  }

  /** Whether pods answer at a URI. */
  isReachable(uri: string): boolean {
    const object = objectOf(uri);
    // Somebody else's.
    if (object === undefined) return true;
    const { readyReplicas = 0 } = this.find('replicaSets', object)?.status ?? {};
    return readyReplicas > 0 && this.find('services', object) !== undefined;
  }

  private invocationsOf(server: Server): Invocations {
    const { state } = this.admins[server];
    return new Invocations(state, this.time, this.random, (uri) => this.isReachable(uri));
  }

  /** Lets the servers discover what the pods of a version offer, as long as there are any. */
  private serve({ collection, object }: Change): void {
    if (collection !== pathOf('replicaSets') && collection !== pathOf('services')) return;
    const { name } = object.metadata;
    const uri = `http://${name}.apps.svc.cluster.local:9080`;
    const [, deployment, version] = /^(.*)-([^-]*)$/.exec(name)!;
    for (const server of SERVERS) {
      this.admins[server].state.serve(uri, {
        services: servicesOf(deployment, version),
        unreachable: !this.isReachable(uri),
        breaking: isBreaking(version),
      });
    }
  }
}
