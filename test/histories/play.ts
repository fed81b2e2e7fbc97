/** Plays a history, and what must be true in the end. */
import { desiredState, isBreaking, manifestsOf, objectOf } from './app';
import type { AppSource, Server } from './app';
import { withChanges } from './generate';
import type { Apply, History, HistoryEvent, Outage } from './history';
import type { Violation } from './judge';
import { pathOf } from './kubectl';
import { handOver, operatorDeploys } from './operator';
import type { Program } from './program';
import { checkRest, checkUnfinished } from './rest';
import { World } from './world';
import { DESIRED_STATE_KEY, LABELS, NAMES } from '../../src/contract';
import type { DesiredState } from '../../src/contract';
import type { Reply } from '../reconciler/memory/api';

const OUTAGES: Readonly<Record<Outage['how'], 'refused' | 'hanging' | Reply>> = {
  refused: 'refused',
  hanging: 'hanging',
  unauthorized: { status: 401, body: { message: 'unauthorized' } },
  busy: { status: 503, body: { message: 'busy' } },
};

/** Id of a runtime of another app. */
const STRANGER = 'stranger';

/** All that was begun is over by then: invocations, drain delays, deadlines of policies, pauses between retries. */
const SETTLE_SECONDS = 1_800;
/** A sweep has come by then, and another two minutes later. */
const NOTICED_SECONDS = 800;
/** How long it is looked at while nothing happens. */
const REST_SECONDS = 600;

export async function play(history: History, program: Program): Promise<readonly Violation[]> {
  const player = new Player(history, program);
  const onRejection = (error: unknown) =>
    player.world.judge.violate('crash', (error as Error).stack ?? String(error));
  process.on('unhandledRejection', onRejection);
  try {
    await player.play();
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return player.world.judge.violations;
}

export class Player {
  readonly world: World;
  readonly apps: AppSource[];
  private readonly outages = new Map<string, Outage['how']>();

  constructor(
    private readonly history: History,
    program: Program,
    private readonly onEvent: (event: HistoryEvent) => void = () => undefined,
  ) {
    this.world = new World(history.seed, program);
    this.apps = [...history.apps];
    this.world.judge.ofTwins = (object) => this.isOfTwin(object);
    this.world.network.outages = {
      of: (server) => {
        const how = this.outages.get(server);
        if (how) this.world.judge.outageAt.set(server, this.world.time.now);
        return how && OUTAGES[how];
      },
    };
  }

  async play(): Promise<void> {
    const { world, history } = this;
    for (const event of history.events) {
      await world.time.pass(event.after * 1000);
      this.onEvent(event);
      await this.happen(event);
      if (world.judge.violations.length > 0) return;
    }
    await this.calm();
    if (world.judge.violations.length === 0) checkRest(world, this.apps);
  }

  /** Nothing disturbs any more, and each app is applied as a whole. */
  private async calm(): Promise<void> {
    const { world } = this;
    await world.time.pass(60_000);
    world.disturbances.clear();
    this.outages.clear();
    world.controllers.unready.clear();
    handOver(world);
    for (const { metadata } of world.list('replicaSets')) this.setFinalizers(metadata.name, []);
    await world.time.pass(NOTICED_SECONDS * 1000);
    const ids = new Set(this.apps.map(({ id }) => id));
    if (world.judge.violations.length === 0 && ids.size === this.apps.length) {
      checkUnfinished(world, this.apps);
    }
    // One of two that have one id gets one of its own first; the other may then keep it.
    for (const [app, source] of [...this.apps.entries()].reverse()) {
      const set = Object.fromEntries(
        Object.entries(source.deployments).map(([name, each]) => [
          name,
          { ...each, paused: false, breaking: each.breaking || isBreaking(each.version) },
        ]),
      );
      const runtime = { isDefaultId: false, id: app === 0 ? source.id : 'other' };
      await this.apply({ type: 'apply', app, set, runtime, how: 'server', gapMs: 30 });
    }
    await world.time.pass(SETTLE_SECONDS * 1000);
    world.judge.startRest();
    await world.time.pass(REST_SECONDS * 1000);
  }

  private async happen(event: HistoryEvent): Promise<void> {
    const { world } = this;
    switch (event.type) {
      case 'apply':
        return this.apply(event);
      case 'call':
        world.invocations[event.server].call(event.service, event.kind, event.seconds);
        return undefined;
      case 'disturb':
        if (event.ms) world.judge.slowestMs = Math.max(world.judge.slowestMs, 60_000);
        return world.disturbances.add(event);
      case 'outage':
        this.outages.set(event.server, event.how);
        world.time.after(event.seconds * 1000, () => this.outages.delete(event.server));
        return undefined;
      case 'jump':
        world.clock.aheadMs += event.seconds * 1000;
        world.judge.skewMs += Math.abs(event.seconds * 1000);
        return undefined;
      case 'sweep':
        return world.controllers.createSweep(NAMES.host(this.apps[event.app].id));
      case 'kill':
        return [...world.controllers.pods.keys()][event.pod]?.kill();
      case 'delete':
        return this.deleteByHand(event.kind, event.object);
      case 'operator':
        return operatorDeploys(world, event);
      case 'hand over':
        return handOver(world);
      case 'stranger': {
        const { state } = world.admins[event.server];
        const uri = `http://${event.service}.stranger:9080`;
        state.serve(uri, { services: [event.service] });
        state.register({ uri, force: true });
        return undefined;
      }
      case 'scale':
        // An old one that somebody stops is theirs to start again: its invocations would wait for ever.
        if (event.replicas === 0 && !world.judge.isObjectDesired(event.object)) return undefined;
        return world.controllers.scale(event.object, event.replicas);
      case 'deregister':
        return this.deregister(event.server, event.object);
      case 'close':
        return this.close(event.server, event.service);
      case 'foreign':
        return this.makeForeign(event.object, event.seconds);
      case 'unready':
        world.controllers.unready.add(event.object);
        world.time.after(event.seconds * 1000, () => {
          world.controllers.unready.delete(event.object);
          world.controllers.settleReplicas(event.object);
        });
        return undefined;
      case 'finalizer':
        this.setFinalizers(event.object, ['test/held']);
        world.time.after(event.seconds * 1000, () => this.setFinalizers(event.object, []));
    }
  }

  private deleteByHand(kind: Parameters<typeof pathOf>[0], object: string): void {
    const { world } = this;
    const names = world.list(kind).map(({ metadata }) => metadata.name as string);
    const name = names.find(
      (each) => each === object || each.startsWith(`${object.split('-')[0]}-register`),
    );
    if (!name) return;
    if (kind === 'replicaSets') world.judge.forgottenWith(name);
    world.kubectl.delete(kind, name);
  }

  /** Of an app that has its id together with another, and has it still. */
  private isOfTwin(object: string): boolean {
    return this.apps.some(
      (app, index) =>
        this.apps.some((other, at) => at !== index && other.id === app.id) &&
        desiredState(app).deployments.some((each) => each.object === object),
    );
  }

  private deregister(server: Server, object: string): void {
    const { judge, admins } = this.world;
    const { state } = admins[server];
    const idle = [...state.deployments.values()].filter(
      ({ id, uri }) => objectOf(uri) !== undefined && judge.needs(server, id).length === 0,
    );
    const found = idle.find(({ uri }) => objectOf(uri) === object) ?? idle[0];
    if (!found) return;
    state.deregister(found.id);
    judge.deregisteredByHand(server, found.id, objectOf(found.uri)!);
  }

  private close(server: Server, service: string): void {
    const found = this.world.admins[server].state.services.get(service);
    if (!found?.isPublic) return;
    found.isPublic = false;
    this.world.judge.closedByHand(server, service);
  }

  private makeForeign(object: string, seconds: number): void {
    const { world } = this;
    const own = world.find('replicaSets', object)?.metadata.labels?.[LABELS.runtime];
    if (own === undefined || own === STRANGER) return;
    const label = (from: string, to: string) => {
      const found = world.find('replicaSets', object);
      if (found?.metadata.labels?.[LABELS.runtime] !== from) return;
      found.metadata.labels[LABELS.runtime] = to;
      world.kubernetes.store.replace(pathOf('replicaSets'), found);
      world.judge.applied(object);
    };
    label(own, STRANGER);
    world.time.after(seconds * 1000, () => label(STRANGER, own));
  }

  private setFinalizers(name: string, finalizers: readonly string[]): void {
    const { store } = this.world.kubernetes;
    const found = this.world.find('replicaSets', name);
    if (!found || (found.metadata.finalizers ?? []).length === finalizers.length) return;
    if (finalizers.length > 0 && found.metadata.deletionTimestamp) return;
    found.metadata.finalizers = finalizers;
    store.replace(pathOf('replicaSets'), found);
    if (found.metadata.deletionTimestamp) store.remove(pathOf('replicaSets'), name);
  }

  private async apply({ app, set, runtime, how, prune, gapMs, upTo }: Apply): Promise<void> {
    const { world, apps } = this;
    const source = { ...apps[app], ...runtime };
    const own = desiredState(apps[app]);
    apps[app] = { ...source, deployments: withChanges(source.deployments, set) };
    const manifests = manifestsOf(apps[app]);
    for (const manifest of manifests.slice(0, upTo)) {
      const { kind, object } = manifest;
      const { name } = object.metadata;
      const before = this.desiredState(name);
      world.kubectl.apply(manifest, how);
      world.judge.applied(name);
      if (kind === 'configMaps' && object.data[DESIRED_STATE_KEY]) {
        const after = this.desiredState(name)!;
        const isTwin = apps.filter(({ id }) => id === apps[app].id).length > 1;
        // What leaves the desired state by the apply of the other app of its id has not left its app, unless all leaves.
        const last = isTwin && after.deployments.length > 0 ? [] : (before?.deployments ?? []);
        world.judge.desired(isTwin ? [...last, ...own.deployments] : last, after);
      }
      await world.time.pass(gapMs);
    }
    if (!prune || upTo !== undefined) return;
    for (const { kind, object } of world.kubectl.prunable(apps[app].id, manifests)) {
      if (world.judge.isWarnedOf(kind, object)) continue;
      world.judge.pruned(kind, object);
      world.kubectl.delete(kind, object.metadata.name);
      await world.time.pass(gapMs);
    }
  }

  private desiredState(configMap: string): DesiredState | undefined {
    const text = this.world.find('configMaps', configMap)?.data[DESIRED_STATE_KEY];
    return text && JSON.parse(text);
  }
}
