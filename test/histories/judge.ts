/**
 * What must never happen, whatever the history: asked at each request of a pod, before and after the server has done
 * what it says.
 */
import { ENDPOINTS, adminKey, objectOf, serverOf } from './app';
import type { Server } from './app';
import type { Exit } from './controllers';
import { isWrite } from './disturbances';
import { pathOf } from './kubectl';
import type { Call } from './network';
import { isOperators } from './operator';
import { Quiet } from './quiet';
import type { World } from './world';
import {
  CONDITIONS,
  DESIRED_STATE_KEY,
  EXIT,
  LABELS,
  NAMES,
  PRUNING_MARKS,
  RUNTIME_ANNOTATIONS,
  STATUS_KEY,
} from '../../src/contract';
import type {
  DeletionPolicy,
  DesiredDeployment,
  DesiredState,
  RuntimeStatus,
} from '../../src/contract';
import type { Reply } from '../reconciler/memory/api';
import type { Doc } from '../reconciler/memory/object-store';
import { parseResourcePath } from '../reconciler/memory/resource-path';

export interface Violation {
  /** Name of the invariant. */
  readonly invariant: string;
  readonly message: string;
  /** Seconds since the beginning. */
  readonly at: number;
}

interface Left {
  readonly at: number;
  /** It is desired again since then. */
  readonly until?: number;
  readonly policy: DeletionPolicy;
}

/** Messages that are for programmers. */
const UNEXPECTED = /TypeError|ReferenceError|RangeError|is not a function|Cannot read|undefined/;

/** In which a runtime that is not disturbed has removed what kubectl prunes by. */
const PRUNE_SAFE_MS = 120_000;

/** Three times as many as any sound history had. */
const MOST_REQUESTS = 3_000;

/** It may be asked again once what it was refused for is gone. */
const MOST_REFUSALS = 4;

/** Reasons of the condition Ready that don't depend on an admin API. */
const ASKS_NOBODY = ['Paused', 'Missing', 'StillMissing', 'NotOurs'];

/** A little less than what the runtime waits for an object that is missing. */
const APPLY_MS = 100_000;

/** For so long after an outage a run may still go by what it knew. */
const OUTAGE_KNOWN_MS = 60_000;

export class Judge {
  readonly violations: Violation[] = [];
  /** Names of the requests that changed something, with when. */
  readonly writes: Array<{ readonly at: number; readonly name: string }> = [];
  reads = 0;
  /** Object -> the pod that has scaled it last. */
  private readonly scaledBy = new Map<string, string>();
  /** Pod, address and desired state -> how often a server has refused it for good. */
  private readonly refusals = new Map<string, number>();
  private minute = 0;
  private requests = 0;
  private restSince = 0;
  /** Ids of what was removed by force while its server did not answer, or by hand before a run knew it. */
  readonly abandoned = new Set<string>();
  /** When a server was out of order last. */
  readonly outageAt = new Map<string, number>();
  /** Deployment -> when it has left its desired state, and with which policy. */
  private readonly left = new Map<string, readonly Left[]>();
  /** Deployment -> what it has named as its address. */
  private readonly uris = new Map<string, Set<string>>();
  /** Id of a runtime -> when its desired state was changed last. */
  private readonly desiredAt = new Map<string, number>();
  /** Object -> when it was applied last. */
  private readonly appliedAt = new Map<string, number>();
  /** Object -> when its ReplicaSet or its Service was deleted last. */
  private readonly goneAt = new Map<string, number>();
  /** Object -> what it was registered as, when somebody deregistered it. */
  private readonly deregistered = new Map<string, { server: Server; id: string }>();
  /** Server and service, which somebody has made private. */
  private readonly closed = new Set<string>();
  /** Object -> since when none of its pods is ready. */
  private readonly notReadyAt = new Map<string, number>();
  /** When a pod has asked for a desired state last. */
  private sawDesiredAt = -Infinity;
  /** Deployments that a status has named as desired, since there were none at all. */
  private readonly named = new Set<string>();
  readonly quiet: Quiet;
  /** How far the clock of the API server was off. */
  skewMs = 0;
  /** How long a request, or a process between two, may take. */
  slowestMs = 2_000;

  constructor(private readonly world: World) {
    this.quiet = new Quiet(world);
    world.kubernetes.store.subscribe(({ type, collection, object }) => {
      const isPart = collection === pathOf('replicaSets') || collection === pathOf('services');
      const { name } = object.metadata;
      if (type === 'DELETED' && isPart) this.goneAt.set(name, world.time.now);
      if (collection !== pathOf('replicaSets')) return;
      if ((object.status?.readyReplicas ?? 0) > 0) this.notReadyAt.delete(name);
      else if (!this.notReadyAt.has(name)) this.notReadyAt.set(name, world.time.now);
    });
  }

  /** Whether an app that shares its id with another has an object. */
  ofTwins: (object: string) => boolean = () => false;

  violate(invariant: string, message: string): void {
    this.world.time.stop();
    this.violations.push({ invariant, message, at: Math.round(this.world.time.now / 1000) });
  }

  /** Called when kubectl has written something of an app. */
  applied(object: string): void {
    this.appliedAt.set(object, this.world.time.now);
    this.scaledBy.delete(object);
  }

  deregisteredByHand(server: Server, id: string, object: string): void {
    this.applied(object);
    this.deregistered.set(object, { server, id });
    const main = this.world.find('replicaSets', object);
    if (!main?.metadata.annotations?.[RUNTIME_ANNOTATIONS.removeVersionAt]) {
      this.quiet.ended(server, id);
    }
  }

  isClosedByHand(server: Server, service: string): boolean {
    return this.closed.has(`${server} ${service}`);
  }

  closedByHand(server: Server, service: string): void {
    this.closed.add(`${server} ${service}`);
  }

  /** Called when kubectl has written a desired state. */
  desired(before: readonly DesiredDeployment[], after: DesiredState): void {
    const { now } = this.world.time;
    this.desiredAt.set(after.id, now);
    if (after.deployments.length === 0) this.named.clear();
    for (const entry of after.deployments) {
      const { name, uri = '' } = entry;
      this.quiet.desired(entry);
      this.returned(name);
      this.uris.set(name, (this.uris.get(name) ?? new Set()).add(uri));
    }
    for (const { name, deletionPolicy } of before) {
      if (after.deployments.some((each) => each.name === name)) continue;
      // Of a return that no run has seen, none can know.
      const still = (this.left.get(name) ?? [])
        .filter(({ until }) => until !== undefined && this.sawDesiredAt < until)
        .map(({ at, policy }) => ({ at, policy }));
      this.left.set(name, [...still, { at: now, policy: deletionPolicy ?? { type: 'drain' } }]);
    }
  }

  /**
   * Whether docs/tools.md tells to wait before kubectl prunes: a version was just applied again, and no run has removed
   * the marks yet; or it was replaced before one could, and has those of its Service for good.
   */
  isWarnedOf(kind: string, { metadata: { name } }: Doc): boolean {
    if (kind !== 'replicaSets' && kind !== 'services') return false;
    const appliedAgo = this.world.time.now - (this.appliedAt.get(name) ?? 0);
    if (appliedAgo < PRUNE_SAFE_MS) return true;
    const main = this.world.find('replicaSets', name);
    const annotations = main?.metadata.annotations ?? {};
    return kind === 'services' && !!main && !(PRUNING_MARKS.lastApplied in annotations);
  }

  /** Called before kubectl prunes an object. */
  pruned(kind: string, { metadata: { name } }: Doc): void {
    if (kind !== 'replicaSets' && kind !== 'services') return;
    for (const [server, { state }] of Object.entries(this.world.admins)) {
      const found = [...state.deployments.values()].find(({ uri }) => objectOf(uri) === name);
      if (found) this.violate('pruned', `${name} is registered with ${server}, and is pruned`);
    }
  }

  /** Called before a ReplicaSet is deleted by hand: nobody can know any more what no run has written down elsewhere. */
  forgottenWith(object: string): void {
    const statuses = this.world.list('configMaps').map(({ data }) => data?.[STATUS_KEY] ?? '');
    for (const { state } of Object.values(this.world.admins)) {
      for (const { id, uri } of state.deployments.values()) {
        const isTold = statuses.some((status) => status.includes(`"${id}"`));
        if (objectOf(uri) === object && !isTold) this.abandoned.add(id);
      }
    }
  }

  /** Somebody has deleted its pods or their Service, and invocations need them: until these are there again, or for ever. */
  isStuck(object: string): boolean {
    return Object.entries(this.world.admins).some(([server, { state }]) =>
      [...state.deployments.values()].some(
        ({ id, uri }) =>
          objectOf(uri) === object &&
          !this.world.isReachable(uri) &&
          !this.isForced(object) &&
          this.needs(server as Server, id).length > 0,
      ),
    );
  }

  /** From now on, nothing is to be done. */
  startRest(): void {
    this.restSince = this.world.time.now;
    this.writes.length = 0;
    this.reads = 0;
  }

  get rest() {
    return {
      writes: this.writes.map(({ name }) => name),
      reads: this.reads,
      minutes: (this.world.time.now - this.restSince) / 60_000,
    };
  }

  exited({ pod, status, message }: Exit): void {
    const words = [message, ...pod.log].find((line) => UNEXPECTED.test(line));
    if (words !== undefined) this.violate('unexpected error', words);
    if (status === EXIT.usage) this.violate('unexpected error', `${pod.name} ended with ${status}`);
  }

  handle(call: Call, handle: () => Reply): Reply {
    const { name } = call.request;
    this.countRequest(name);
    if (call.request.method === 'GET' && name.startsWith(`GET configmaps/${call.pod.id}-desired`)) {
      call.pod.sawDesiredAt = this.world.time.now;
      this.sawDesiredAt = this.world.time.now;
    }
    if (!isWrite(call)) {
      this.reads++;
      const reply = handle();
      if (name === 'POST /query' && reply.status === 200) this.queried(call);
      return reply;
    }
    if (call.server === 'kubernetes') this.checkStatus(call);
    const complaints = call.server === 'kubernetes' ? this.ofKubernetes(call) : this.ofAdmin(call);
    const closed = call.server === 'kubernetes' ? [] : this.closedServices(call.server as Server);
    const reply = handle();
    if (reply.status === 409 && name === 'POST /deployments') this.refused(call);
    if (reply.status >= 300) return reply;
    const scaled = /^PATCH replicasets\/(.*)\/scale$/.exec(name)?.[1];
    if (scaled) this.scaledBy.set(scaled, call.pod.name);
    this.writes.push({ at: this.world.time.now, name: `${call.server} ${name}` });
    for (const [invariant, message] of complaints) {
      this.violate(invariant, `${call.pod.name}: ${name}: ${message}`);
    }
    if (closed.length > 0) this.checkClosed(call, closed);
    this.forgetOpened();
    return reply;
  }

  /** A registration makes its services public, whoever has closed them. */
  private forgetOpened(): void {
    for (const each of this.closed) {
      const [server, service] = each.split(' ') as [Server, string];
      const found = this.world.admins[server].state.services.get(service);
      if (!found || found.isPublic) this.closed.delete(each);
    }
  }

  /** What the pod is told by the answer, if it arrives. */
  private queried(call: Call): void {
    const server = call.server as Server;
    const { now: at } = this.world.time;
    const { deployments } = this.world.admins[server].state;
    const told = [...deployments.values()].map(({ id, uri }) => {
      const hasInvocations = this.needs(server, id).length > 0;
      const hasCallers = this.ofSuccessor(call, id, objectOf(uri) ?? '').length > 0;
      return { id, hasInvocations, isNeeded: hasInvocations || hasCallers };
    });
    const gone = [...this.deregistered.values()]
      .filter((each) => each.server === server)
      .map(({ id }) => ({ id, hasInvocations: false, isNeeded: false }));
    call.onRead = () => {
      for (const { id, ...each } of [...told, ...gone]) {
        this.quiet.told(call.pod.name, server, id, { ...each, at });
      }
    };
  }

  /** A loop without an end goes on faster than time does. */
  private countRequest(name: string): void {
    const minute = Math.floor(this.world.time.now / 60_000);
    if (minute !== this.minute) Object.assign(this, { minute, requests: 0 });
    if (++this.requests === MOST_REQUESTS) {
      this.violate('loop', `${MOST_REQUESTS} requests within a minute, ${name} the last`);
    }
  }

  /** The entry of what an object is a version of, and the desired state that has it. */
  desiredStates(): DesiredState[] {
    return this.world
      .list('configMaps')
      .flatMap(({ data }) =>
        data?.[DESIRED_STATE_KEY] ? [JSON.parse(data[DESIRED_STATE_KEY])] : [],
      );
  }

  isObjectDesired(object: string): boolean {
    return this.entryOf(object) !== undefined;
  }

  private ofKubernetes(call: Call): Array<[string, string]> {
    const { request, pod } = call;
    const path = parseResourcePath(request.path)!;
    const kinds = ['replicasets', 'services', 'horizontalpodautoscalers'];
    if (!path.name || !kinds.includes(path.resource)) return [];
    const object = path.name;
    const found = this.find(path.resource, object);
    if (!found) return [];
    const complaints: Array<[string, string]> = [];
    const owner = found.metadata.labels?.[LABELS.runtime];
    const isOthers =
      owner === undefined ? this.isOfOperator(found) && !this.entryOf(object) : owner !== pod.id;
    if (isOthers && this.hasSeen(call, object)) {
      complaints.push(["others' objects", `it belongs to ${owner ?? 'the operator'}`]);
    }
    const isRemoval =
      request.method === 'DELETE' ||
      (path.subresource === 'scale' && request.body.spec.replicas === 0);
    if (!isRemoval) return complaints;
    const entry = this.entryOf(object);
    const isAutoscaler = path.resource === 'horizontalpodautoscalers';
    if (entry && !(isAutoscaler && !entry.autoscaling) && this.hasSeen(call, object)) {
      complaints.push(['what is desired', `${object} is desired`]);
    }
    if (!entry && this.isOfTwin(object, pod) && this.hasSeen(call, object)) {
      complaints.push(['two apps', `${object} is another's, which has the same id`]);
    }
    if (this.isPaused(object) && this.hasSeen(call, object)) {
      complaints.push(['paused', 'its deployment is paused']);
    }
    if (isAutoscaler) return complaints;
    complaints.push(...this.whileMissing(call));
    const byHand = this.deregistered.get(object);
    if (byHand && !this.isForced(object) && !this.isRegisteredAnywhere(object)) {
      const deployment = object.replace(/-[^-]*$/, '');
      complaints.push(...this.quiet.ofRemoval(pod.name, byHand.server, byHand.id, deployment));
    }
    for (const [server, { state }] of Object.entries(this.world.admins)) {
      for (const { id, uri } of state.deployments.values()) {
        if (objectOf(uri) !== object) continue;
        if (this.isLost(object, server, pod.id)) {
          this.abandoned.add(id);
          continue;
        }
        const needs = this.needs(server as Server, id);
        if (this.isForced(object)) {
          this.checkAbandoned(server as Server, id, complaints);
          continue;
        }
        complaints.push(
          needs.length > 0
            ? ['invocations', `${server} needs it (${id}): ${needs.join(', ')}`]
            : ['registered', `it is registered with ${server} (${id})`],
        );
      }
    }
    return complaints;
  }

  /**
   * Nobody can ask the server, which neither the app nor the version names: a Service whose ReplicaSet somebody deleted
   * by hand, or what the operator registered, once it is removed by force.
   */
  private isLost(object: string, server: string, runtime: string): boolean {
    const state = this.desiredStates().find(({ id }) => id === runtime);
    const isLeft = state?.admins.every(({ url }) => new URL(url).hostname !== server) === true;
    if (!isLeft) return false;
    const main = this.world.find('replicaSets', object);
    if (!main) return true;
    const isNamed = Object.values(main.metadata.annotations ?? {})
      .join()
      .includes(`//${server}:`);
    return !isNamed && this.isForced(object);
  }

  /** Nothing is removed while an apply may be on its way: for two minutes, by a clock that is not put forward. */
  private whileMissing({ pod }: Call): Array<[string, string]> {
    const { now } = this.world.time;
    if (this.skewMs > 0) return [];
    const state = this.desiredStates().find(({ id }) => id === pod.id);
    return (state?.deployments ?? []).flatMap(
      ({ name, object, hash, mode, paused }): Array<[string, string]> => {
        const isThere =
          this.world.find('replicaSets', object) && this.world.find('services', object);
        if (isThere || paused || mode !== 'ReplicaSet') return [];
        // It may have been missing before that, and for long.
        if (this.isStillMissing(pod.id, name, hash)) return [];
        const since = Math.max(this.goneAt.get(object) ?? 0, this.desiredAt.get(pod.id) ?? 0);
        const isKnown = now - since > this.slowestMs && now - since < APPLY_MS;
        return isKnown ? [['suspended', `${object} is missing since ${since / 1000} s`]] : [];
      },
    );
  }

  private isStillMissing(runtime: string, name: string, hash: string): boolean {
    const text = this.world.find('configMaps', NAMES.status(runtime))?.data[STATUS_KEY];
    const { deployments = [] } = text ? (JSON.parse(text) as RuntimeStatus) : {};
    const told = deployments.find((each) => each.name === name && each.hash === hash);
    return told?.conditions.some(({ reason }) => reason === 'StillMissing') === true;
  }

  private ofAdmin(call: Call): Array<[string, string]> {
    const { request, server, pod } = call;
    const { state } = this.world.admins[server as Server];
    const [, resource, id] = request.path.split('/');
    if (resource === 'deployments' && request.method === 'POST') {
      return this.ofRegistration(call);
    }
    if (resource === 'services' && request.body?.public === true) {
      return this.isClosedByHand(server as Server, id)
        ? [['opened', `somebody made ${id} private`]]
        : [];
    }
    if (resource !== 'deployments' || request.method !== 'DELETE') return [];
    const uri = state.deployments.get(id)?.uri;
    if (!uri) return [];
    const object = objectOf(uri);
    const owner = object && this.find('replicasets', object)?.metadata.labels?.[LABELS.runtime];
    const complaints: Array<[string, string]> = [];
    if (!object && !(uri in ENDPOINTS)) complaints.push(["others' objects", `${uri} is another's`]);
    if (owner && owner !== pod.id) complaints.push(["others' objects", `it belongs to ${owner}`]);
    const entry = this.entryOfUri(uri, server as Server);
    // Nothing tells a runtime that another one's desired state has the same external address.
    const isKnown = object !== undefined || this.entries(pod.id).some((each) => each.uri === uri);
    if (entry && isKnown && this.hasSeen(call, entry.object)) {
      complaints.push(['what is desired', `${entry.object} is desired`]);
    }
    if (object && !entry && this.isOfTwin(object, pod) && this.hasSeen(call, object)) {
      complaints.push(['two apps', `${object} is another's, which has the same id`]);
    }
    if (object && this.isPaused(object) && this.hasSeen(call, object)) {
      complaints.push(['paused', 'its deployment is paused']);
    }
    complaints.push(...this.whileMissing(call));
    const needs = this.needs(server as Server, id);
    if (needs.length > 0 && !this.isForcedUri(uri)) {
      complaints.push(['invocations', `${uri} is needed: ${needs.join(', ')}`]);
    }
    if (object && !this.isForcedUri(uri)) {
      complaints.push(...this.ofSuccessor(call, id, object));
      const deployment = object.replace(/-[^-]*$/, '');
      complaints.push(...this.quiet.ofRemoval(pod.name, server as Server, id, deployment));
    }
    return complaints;
  }

  /** The latest of a service serves until the next version of its deployment is registered, wherever that is. */
  private ofSuccessor(call: Call, id: string, object: string): Array<[string, string]> {
    const { services } = this.world.admins[call.server as Server].state;
    const isLatest = [...services.values()].some(({ deploymentId }) => deploymentId === id);
    const deployment = object.replace(/-[^-]*$/, '');
    const entry = this.entries().find(({ name }) => name === deployment);
    if (!isLatest || !entry || entry.object === object || !this.hasSeen(call, entry.object)) {
      return [];
    }
    const { state } = this.world.admins[serverOf(entry.admin)];
    const isRegistered = [...state.deployments.values()].some(({ uri }) => uri === entry.uri);
    return isRegistered ? [] : [['successor', `${object} serves, and ${entry.object} does not`]];
  }

  private isRegisteredAnywhere(object: string): boolean {
    return Object.values(this.world.admins).some(({ state }) =>
      [...state.deployments.values()].some(({ uri }) => objectOf(uri) === object),
    );
  }

  /** Nobody can call what has drained after its deployment left the app. */
  private checkDrained({ deployments }: RuntimeStatus): void {
    for (const { version, versions } of deployments) {
      if (version !== undefined) continue;
      for (const { object, deploymentId, state } of versions) {
        if (state !== 'Drained' || !this.world.find('replicaSets', object)) continue;
        for (const { state: server } of Object.values(this.world.admins)) {
          const open = [...server.services].find(
            ([, each]) => each.deploymentId === deploymentId && each.isPublic,
          );
          if (open) this.violate('drained', `${object} has drained, and ${open[0]} is public`);
        }
      }
    }
  }

  /** What the status says of a deployment agrees with what it says of its admin API. */
  private checkStatus({ request, pod }: Call): void {
    const text = request.method === 'PUT' ? request.body?.data?.[STATUS_KEY] : undefined;
    if (text === undefined) return;
    const status = JSON.parse(text) as RuntimeStatus;
    const { conditions, deployments } = status;
    this.checkDrained(status);
    for (const { name, version } of deployments) if (version !== undefined) this.named.add(name);
    for (const { name, admin, version, conditions: own } of deployments) {
      const reachable = conditions.find(({ type }) => type === `${CONDITIONS.admin}/${admin}`);
      const ready = own.find(({ type }) => type === CONDITIONS.ready);
      if (version === undefined || reachable?.status !== 'False' || !ready) continue;
      if (ready.status === 'Unknown' || ASKS_NOBODY.includes(ready.reason)) continue;
      this.violate(
        'status',
        `${pod.name} says of ${name}: ${ready.reason}, while its admin API does not answer`,
      );
    }
  }

  /** A server that has refused something for good refuses it again. */
  private refused({ pod, request }: Call): void {
    const key = `${pod.name} ${request.body.uri} ${this.desiredAt.get(pod.id)}`;
    const count = (this.refusals.get(key) ?? 0) + 1;
    this.refusals.set(key, count);
    if (count === MOST_REFUSALS) {
      this.violate('refused', `${pod.name} asks for ${request.body.uri} again and again`);
    }
  }

  /** What was made ready for it, and is there already. */
  private ofNeedlessRegistration({ request, server, pod }: Call): Array<[string, string]> {
    const { uri, force, breaking } = request.body;
    const object = objectOf(uri);
    const found = object && this.find('replicasets', object);
    if (!object || !found) return [];
    const { readyReplicas = 0 } = found.status ?? {};
    const { now } = this.world.time;
    if (now - (this.notReadyAt.get(object) ?? now) > this.slowestMs) {
      return [['not ready', 'none of its replicas is ready']];
    }
    if (this.scaledBy.get(object) === pod.name && readyReplicas < (found.spec.replicas ?? 1)) {
      return [['not ready', `${readyReplicas} of ${found.spec.replicas} replicas are ready`]];
    }
    // Without force nothing changes; and a breaking change is always forced.
    if (!force || breaking) return [];
    const { state } = this.world.admins[server as Server];
    const known = [...state.deployments.values()].find((each) => each.uri === uri);
    const isLatest = known?.services.every(
      (service) => state.services.get(service)?.deploymentId === known.id,
    );
    return isLatest ? [['registered again', `${known!.id} is the latest`]] : [];
  }

  private ofRegistration(call: Call): Array<[string, string]> {
    const { request, server } = call;
    const { uri } = request.body;
    const entry = this.entryOfUri(uri, server as Server);
    const object = entry?.object ?? objectOf(uri) ?? '';
    if (!entry && this.hasSeen(call, object)) {
      return [['what is desired', `${object} is not desired`]];
    }
    const owner = this.find('replicasets', object)?.metadata.labels?.[LABELS.runtime];
    if (owner !== undefined && owner !== call.pod.id && this.hasSeen(call, object)) {
      return [["others' objects", `${object} belongs to ${owner}`]];
    }
    // Another deployment may have the same address.
    const isPaused = this.entries().every((each) => each.uri !== uri || each.paused);
    if (entry && isPaused && this.hasSeen(call, object)) return [['paused', `${object} is paused`]];
    return this.ofNeedlessRegistration(call);
  }

  /** What can't be deregistered since the server does not answer is left registered by force alone. */
  private checkAbandoned(server: Server, id: string, complaints: Array<[string, string]>): void {
    if (this.world.time.now - (this.outageAt.get(server) ?? -Infinity) < OUTAGE_KNOWN_MS) {
      this.abandoned.add(id);
    } else {
      complaints.push(['registered', `it is registered with ${server} (${id})`]);
    }
  }

  private isOfOperator(object: Doc): boolean {
    const owner = object.metadata.ownerReferences?.[0];
    const main = owner?.kind === 'ReplicaSet' ? this.world.find('replicaSets', owner.name) : object;
    return main !== undefined && isOperators(main);
  }

  /** Invocations that would be lost without a deployment of a server. */
  needs(server: Server, id: string): string[] {
    const { state } = this.world.admins[server];
    const others = new Set(
      [...state.deployments.values()]
        .filter((each) => each.id !== id)
        .flatMap((each) => each.services),
    );
    return this.world.invocations[server].open
      .filter(({ pinned, inFlight, service }) => {
        if (pinned ?? inFlight) return (pinned ?? inFlight) === id;
        return state.services.get(service)?.deploymentId === id && !others.has(service);
      })
      .map((each) => `${each.id} of ${each.service}, ${each.status}`);
  }

  /** Services that a removal has closed: what was private and of nothing desired. */
  private closedServices(server: Server): string[] {
    return [...this.world.admins[server].state.services]
      .filter(
        ([, { isPublic, deploymentId }]) => !isPublic && !this.isDesired(server, deploymentId),
      )
      .map(([service]) => service);
  }

  private checkClosed(call: Call, closed: readonly string[]): void {
    const server = call.server as Server;
    for (const service of closed) {
      const latest = this.world.admins[server].state.services.get(service);
      if (latest?.isPublic && !this.isOthers(call.pod.id, server, latest.deploymentId)) {
        this.violate(
          'closed services',
          `${call.pod.name}: ${call.request.name}: ${service} is open again`,
        );
      }
    }
  }

  /** Of what is desired, also as a former server's; of another client, another app's, the operator's, or of nobody. */
  private isOthers(runtime: string, server: Server, id: string): boolean {
    if (this.abandoned.has(id)) return true;
    const uri = this.world.admins[server].state.deployments.get(id)?.uri ?? '';
    if (this.entries().some((each) => each.uri === uri)) return true;
    const labels = this.find('replicasets', objectOf(uri) ?? '')?.metadata.labels;
    const isAnothers = labels !== undefined && labels[LABELS.runtime] !== runtime;
    return uri.includes('.stranger:') || isAnothers;
  }

  private isDesired(server: Server, id: string): boolean {
    const uri = this.world.admins[server].state.deployments.get(id)?.uri;
    return uri !== undefined && this.entryOfUri(uri, server) !== undefined;
  }

  private entryOfUri(uri: string, server: Server): DesiredDeployment | undefined {
    return this.entries().find((each) => each.uri === uri && each.admin === adminKey(server));
  }

  private entryOf(object: string): DesiredDeployment | undefined {
    return this.entries().find((each) => each.object === object);
  }

  private isPaused(object: string): boolean {
    const deployment = object.replace(/-[^-]*$/, '');
    return this.entries().some(({ name, paused }) => name === deployment && paused);
  }

  private entries(id?: string): DesiredDeployment[] {
    return this.desiredStates()
      .filter((each) => id === undefined || each.id === id)
      .flatMap(({ deployments }) => deployments);
  }

  /** What no status has named yet is no more than what has left; and an app without deployments is a removal of all. */
  private isOfTwin(object: string, { id }: Call['pod']): boolean {
    const isNamed = this.named.has(object.replace(/-[^-]*$/, ''));
    return isNamed && this.entries(id).length > 0 && this.ofTwins(object);
  }

  /** Whether a pod has asked for the desired state since that, or an object, was applied: then it must know. */
  private hasSeen({ pod }: Call, object: string): boolean {
    const desiredAt = this.desiredAt.get(pod.id) ?? 0;
    const changedAt = Math.max(desiredAt, this.appliedAt.get(object) ?? 0);
    return pod.sawDesiredAt > changedAt || this.world.time.now - changedAt > this.slowestMs;
  }

  private returned(name: string): void {
    const left = this.left.get(name) ?? [];
    this.left.set(
      name,
      left.map((each) => ({ until: this.world.time.now, ...each })),
    );
  }

  private isForced(object: string | undefined): boolean {
    const { now } = this.world.time;
    const left = this.left.get(object?.replace(/-[^-]*$/, '') ?? '') ?? [];
    return left.some(({ at, until, policy }) => {
      // What a run is about to do may have been decided before the deployment was back.
      if (policy.type === 'drain' || now - (until ?? Infinity) > this.slowestMs) return false;
      const afterMs = policy.type === 'force' ? 0 : policy.afterSeconds * 1000;
      return now - at >= afterMs - this.skewMs - 1_000;
    });
  }

  private isForcedUri(uri: string): boolean {
    const names = [...this.uris].filter(([, uris]) => uris.has(uri)).map(([name]) => name);
    return this.isForced(objectOf(uri)) || names.some((name) => this.isForced(`${name}-`));
  }

  private find(resource: string, name: string): Doc | undefined {
    if (resource === 'replicasets') return this.world.find('replicaSets', name);
    if (resource === 'services') return this.world.find('services', name);
    return this.world.find('horizontalPodAutoscalers', name);
  }
}
