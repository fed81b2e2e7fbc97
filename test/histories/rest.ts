/** What must be true once nothing has happened for long: all is as desired, nothing is left behind, and it is at rest. */
import { SERVERS, adminKey, desiredState, objectOf, scriptOf, serverOf } from './app';
import type { AppSource } from './app';
import type { World } from './world';
import {
  CONDITIONS,
  DESIRED_STATE_KEY,
  LABELS,
  NAMES,
  PRUNING_MARKS,
  RUNTIME_ANNOTATIONS,
  STATUS_KEY,
} from '../../src/contract';
import type { DesiredDeployment, DesiredState, RuntimeStatus } from '../../src/contract';
import type { Doc } from '../reconciler/memory/object-store';

/** Of a minute in which nothing happens; a sweep looks each five minutes. */
const READS_A_MINUTE = 10;

const MISSING = 'StillMissing False';

export function checkRest(world: World, apps: readonly AppSource[]): void {
  const { judge } = world;
  const desired = apps.flatMap((app) => desiredState(app).deployments);
  const complain = (what: string) => judge.violate('in the end', what);
  for (const entry of desired) checkDesired(world, entry, desired, complain);
  checkOld(world, desired, complain);
  for (const app of apps) checkStatus(world, app, complain);
  const { writes, reads, minutes } = judge.rest;
  if (writes.length > 0) {
    judge.violate('at rest', `${writes.length} writes: ${writes.slice(0, 5).join(', ')}`);
  }
  const stuck = stuckObjects(world);
  const waits =
    stuck.length > 0 ||
    world.list('replicaSets').some(({ metadata }) => isLeftAlone(world, metadata.name, desired));
  if (!waits && reads > READS_A_MINUTE * minutes * apps.length) {
    judge.violate('at rest', `${reads} reads in ${minutes} minutes`);
  }
}

/** What the status says of what nobody but the user can go on with: it is paused, or part of it was never applied. */
export function checkUnfinished(world: World, apps: readonly AppSource[]): void {
  for (const app of apps) {
    const text = world.find('configMaps', NAMES.status(app.id))?.data[STATUS_KEY];
    const status = text ? (JSON.parse(text) as RuntimeStatus) : undefined;
    const applied = world.find('configMaps', NAMES.desiredState(app.id));
    // Of an apply that was broken off, there may be nobody to tell it.
    if (!status || !applied || !hasHost(world, app)) continue;
    const { deployments } = JSON.parse(applied.data[DESIRED_STATE_KEY]) as DesiredState;
    for (const entry of deployments) {
      const told = status.deployments.find(({ name }) => name === entry.name);
      const ready = told?.conditions.find(({ type }) => type === CONDITIONS.ready);
      const expected = reasonOf(world, app, entry);
      if (expected && ready && `${ready.reason} ${ready.status}` !== expected) {
        world.judge.violate(
          'unfinished',
          `the status of ${entry.name} is ${ready.reason} ${ready.status}, and not ${expected}`,
        );
      }
    }
    if (deployments.every((entry) => reasonOf(world, app, entry) !== MISSING)) {
      checkClosed(world, app, deployments, status.othersDeployments ?? []);
    }
  }
}

/** Nobody may call what has left the app: it would drain for ever. */
function checkClosed(
  world: World,
  app: AppSource,
  desired: readonly DesiredDeployment[],
  others: readonly string[],
): void {
  for (const server of desiredState(app).admins.map(({ key }) => serverOf(key))) {
    const { services, deployments } = world.admins[server].state;
    // What is not registered, or paused, may be to take over the service.
    const isRegistered = ({ uri, admin }: DesiredDeployment) =>
      admin !== adminKey(server) || [...deployments.values()].some((each) => each.uri === uri);
    if (!desired.every((entry) => isRegistered(entry) && !entry.paused)) continue;
    for (const [service, { isPublic, deploymentId }] of services) {
      const object = objectOf(deployments.get(deploymentId)?.uri ?? '');
      const main = object ? world.find('replicaSets', object) : undefined;
      const { labels = {}, annotations = {} } = main?.metadata ?? ({} as Doc['metadata']);
      const ownedBy = labels[LABELS.ownedBy];
      // What another app of the same id seems to have stays as it is.
      const hasLeft = desired.every(({ name }) => name !== ownedBy) && !others.includes(ownedBy);
      const isOurs =
        labels[LABELS.runtime] === app.id &&
        annotations[RUNTIME_ANNOTATIONS.registeredWith]?.includes(`"${adminKey(server)}"`);
      if (isPublic && isOurs && hasLeft) {
        world.judge.violate('unfinished', `${object} has left the app, and ${service} is public`);
      }
    }
  }
}

function hasHost(world: World, app: AppSource): boolean {
  const kind = app.mode === 'jobs' ? 'cronJobs' : 'deployments';
  const host = world.find(kind, NAMES.host(app.id));
  return host !== undefined && world.find('configMaps', scriptOf(app)) !== undefined;
}

function reasonOf(world: World, { id }: AppSource, entry: DesiredDeployment): string | undefined {
  const { object, mode, paused, admin, uri } = entry;
  if (!paused) {
    const owner = world.find('replicaSets', object)?.metadata.labels?.[LABELS.runtime];
    if (owner !== undefined && owner !== id) return 'NotOurs False';
    const isThere = world.find('replicaSets', object) && world.find('services', object);
    return mode === 'ReplicaSet' && !isThere ? MISSING : undefined;
  }
  const { state } = world.admins[SERVERS.find((each) => adminKey(each) === admin)!];
  const known = [...state.deployments.values()].find((each) => each.uri === uri);
  const isLatest = known?.services.every(
    (name) => state.services.get(name)?.deploymentId === known.id,
  );
  return isLatest && world.find('replicaSets', object) ? 'Paused True' : undefined;
}

type Complain = (what: string) => void;

function checkDesired(
  world: World,
  entry: DesiredDeployment,
  all: readonly DesiredDeployment[],
  complain: Complain,
): void {
  const { object, admin, mode } = entry;
  if (mode === 'ReplicaSet') checkObjects(world, entry, complain);
  const server = SERVERS.find((each) => adminKey(each) === admin)!;
  const { state } = world.admins[server];
  const registered = [...state.deployments.values()].find(({ uri }) => uri === entry.uri);
  if (!registered) return complain(`${object} is desired, and not registered with ${server}`);
  for (const service of registered.services) {
    const latest = state.services.get(service)!;
    const holder = state.deployments.get(latest.deploymentId)?.uri ?? '';
    if (holder === entry.uri) {
      const isClosed = world.judge.isClosedByHand(server, service);
      if (!latest.isPublic && !isClosed) complain(`${service} of ${object} is private`);
      continue;
    }
    const isShared =
      all.some((each) => each.uri === holder) ||
      holder.includes('.stranger:') ||
      isLeftAlone(world, objectOf(holder), all);
    if (!isShared) complain(`${object} is desired, and ${holder} is the latest of ${service}`);
  }
}

function checkObjects(
  world: World,
  { object, autoscaling }: DesiredDeployment,
  complain: Complain,
): void {
  const found = world.find('replicaSets', object);
  if (!found) return complain(`${object} is desired, and its ReplicaSet is not there`);
  const current = found.spec.replicas ?? 1;
  if (autoscaling ? current < autoscaling.min : current === 0) {
    complain(`${object} has ${current} replicas`);
  }
  const hasAutoscaler = world.find('horizontalPodAutoscalers', object) !== undefined;
  if (hasAutoscaler !== !!autoscaling) {
    complain(`${object} ${hasAutoscaler ? 'has an' : 'lacks its'} autoscaler`);
  }
  if (!world.find('services', object)) {
    complain(`${object} is desired, and its Service is not there`);
  }
  if (found.metadata.annotations[PRUNING_MARKS.lastApplied] !== undefined) {
    complain(`${object} could be pruned`);
  }
}

function checkOld(world: World, desired: readonly DesiredDeployment[], complain: Complain): void {
  const stuck = stuckObjects(world);
  for (const server of SERVERS) {
    for (const { id, uri } of world.admins[server].state.deployments.values()) {
      // Its former registrations stay while a version is desired.
      const isDesired = desired.some((each) => each.uri === uri);
      const object = objectOf(uri);
      const isOthers =
        uri.includes('.stranger:') ||
        isLeftAlone(world, object, desired) ||
        (object !== undefined && stuck.includes(object));
      if (isDesired || isOthers || world.judge.abandoned.has(id)) continue;
      complain(`${uri} is registered with ${server}`);
    }
  }
  const kept = new Map<string, number>();
  const isOut = (name: string) => stuck.includes(name) || isLeftAlone(world, name, desired);
  for (const object of world.list('replicaSets')) {
    const { name } = object.metadata;
    if (desired.some((each) => each.object === name) || isOut(name)) continue;
    const deployment = name.replace(/-[^-]*$/, '');
    const entry = desired.find((each) => each.name === deployment);
    if (!entry) complain(`${name} is left behind`);
    if ((object.spec.replicas ?? 1) !== 0) {
      complain(`${name} is not desired, and has ${object.spec.replicas} replicas`);
    }
    if (world.find('horizontalPodAutoscalers', name)) {
      complain(`${name} is not desired, and has an autoscaler`);
    }
    checkNotes(object, entry, complain);
    kept.set(deployment, (kept.get(deployment) ?? 0) + 1);
    if (entry && kept.get(deployment)! > (entry.revisionHistoryLimit ?? 10)) {
      complain(`${deployment} has more than ${entry.revisionHistoryLimit} old versions`);
    }
  }
  for (const kind of ['services', 'horizontalPodAutoscalers'] as const) {
    for (const { metadata } of world.list(kind)) {
      if (!world.find('replicaSets', metadata.name) && !stuck.includes(metadata.name)) {
        complain(`${kind} ${metadata.name} is left behind`);
      }
    }
  }
}

/**
 * Made by the operator, of a deployment that no app has, or registered with a server that the app does not ask: nobody
 * can know what becomes of it, and the status says so.
 */
function isLeftAlone(
  world: World,
  object: string | undefined,
  desired: readonly DesiredDeployment[],
): boolean {
  const { labels, annotations = {} } =
    (object ? world.find('replicaSets', object)?.metadata : undefined) ?? ({} as Doc['metadata']);
  if (!labels || labels[LABELS.runtime] !== undefined) return false;
  if (!desired.some(({ name }) => name === labels[LABELS.ownedBy])) return true;
  return (
    annotations[RUNTIME_ANNOTATIONS.registeredWith] === undefined &&
    annotations[RUNTIME_ANNOTATIONS.deploymentId] !== undefined
  );
}

/** The status tells what to do about them. */
function stuckObjects(world: World): string[] {
  const all = SERVERS.flatMap((server) => [...world.admins[server].state.deployments.values()]);
  return all.flatMap(({ uri }) => objectOf(uri) ?? []).filter((name) => world.judge.isStuck(name));
}

/** What is remembered of a registration that is over. */
function checkNotes(
  { metadata }: Doc,
  entry: DesiredDeployment | undefined,
  complain: Complain,
): void {
  const { deploymentId, removeVersionAt, privateServices, removedAt } = RUNTIME_ANNOTATIONS;
  const over = [deploymentId, removeVersionAt, privateServices, PRUNING_MARKS.lastApplied];
  for (const name of entry ? [...over, removedAt] : over) {
    if (metadata.annotations[name]) complain(`${metadata.name} still has ${name}`);
  }
}

function checkStatus(world: World, app: AppSource, complain: Complain): void {
  const text = world.find('configMaps', NAMES.status(app.id))?.data[STATUS_KEY];
  if (!text) return complain(`${app.id} has no status`);
  const status = JSON.parse(text) as RuntimeStatus;
  const stuck = stuckObjects(world);
  const { deployments } = desiredState(app);
  for (const { name, version } of deployments) {
    const told = status.deployments.find((each) => each.name === name);
    const ready = told?.conditions.find(({ type }) => type === CONDITIONS.ready);
    if (told?.version !== version || ready?.status !== 'True') {
      complain(`the status of ${name} is ${told?.version} ${ready?.reason}: ${ready?.message}`);
    }
    const states = (told?.versions ?? [])
      .slice(1)
      .filter(({ object }) => !stuck.includes(object))
      .map(({ state }) => state);
    if (states.some((state) => state !== 'Retained' && state !== 'Unknown')) {
      complain(`versions of ${name} are ${states.join(', ')}`);
    }
  }
  for (const { name, versions } of status.deployments) {
    if (versions.some(({ object }) => stuck.includes(object))) continue;
    if (!deployments.some((each) => each.name === name)) complain(`the status still has ${name}`);
  }
}
