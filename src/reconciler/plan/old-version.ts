/**
 * A version that is not wanted any more: wait until nothing needs it, then take it away in the order
 * autoscaler, registration, pods, objects. Whatever is not known for certain counts as needed.
 */
import type { Action, Step } from './actions';
import { findBlockers, heldServices } from './blockers';
import type { Memory } from './retry-state';
import type { DeletionPolicy, DesiredDeployment, VersionStatus } from '../../contract';
import {
  DEFAULT_DELETION_POLICY,
  DEFAULT_DRAIN_DELAY_SECONDS,
  RUNTIME_ANNOTATIONS,
} from '../../contract';
import { findByUri } from '../observe/admin';
import { isFailure, total } from '../observe/observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from '../observe/observation';
import { hasPruningMarks } from '../observe/pruning';
import { adminOfVersion, viewOf } from '../observe/refs';

/** Looks that find "nothing needs it" have to be this far apart before anything is deregistered. */
export const SECOND_LOOK_MS = 3_000;

/** After its services were made private: calls that were admitted before have arrived by then. */
export const PRIVATE_SETTLE_MS = 5_000;

/** How long a removal by force waits for an admin API that can't be asked. */
export const FORCE_GRACE_MS = 120_000;

/** A date can't be much further away. */
const LONGEST_DELAY_SECONDS = 100 * 365 * 86_400;

export interface RemovalGate {
  /** Why nothing at all may be removed. */
  readonly closed?: string;
  /** Ids of desired versions. */
  readonly idsInUse: ReadonlySet<string>;
  /** Desired deployments of an admin API that are not registered. */
  unregistered(admin: AdminRef): string[];
  /** Whether the desired version of a deployment is registered. */
  registered(deployment: string): boolean;
}

export interface OldOutcome {
  readonly observed: ObservedVersion;
  readonly step: Step;
  readonly removable: boolean;
  readonly status: VersionStatus;
}

interface Situation {
  readonly observed: ObservedVersion;
  readonly observation: Observation;
  readonly memory: Memory;
  readonly gate: RemovalGate;
  /** The desired entry of its deployment; undefined once that has left the desired state. */
  readonly successor?: DesiredDeployment;
  readonly admin: AdminRef;
}

type Finding = { readonly actions: readonly Action[]; readonly removable?: boolean } & Pick<
  VersionStatus,
  'state'
> &
  Partial<VersionStatus>;

export function planOldVersion(
  observed: ObservedVersion,
  observation: Observation,
  memory: Memory,
  gate: RemovalGate,
): OldOutcome {
  const successor = observation.desired.deployments.find(
    ({ name }) => name === observed.deployment,
  );
  const ref = adminOfVersion(observation, observed);
  const admin = ref ?? { key: '', url: '' };
  const situation = { observed, observation, memory, gate, successor, admin };
  const { actions: wanted, removable, ...found } = find(situation, viewOf(observation, ref));
  const actions = isGoing(observed, wanted) ? [] : wanted;
  const { version, object, mode, uri, replicas } = observed;
  return {
    observed,
    removable: removable === true,
    step: { admin, deployment: observed.deployment, object, version: observed, actions },
    status: { version, object, mode, uri, replicas, ...found },
  };
}

function find(situation: Situation, view: AdminView | AdminFailure): Finding {
  const { observed, observation, gate, successor } = situation;
  const { deploymentId } = observed.state;
  if (successor?.paused) {
    return { actions: [], state: 'Draining', deploymentId, blockers: ['paused'] };
  }
  if (gate.closed !== undefined) {
    const state = deploymentId === undefined ? 'Retained' : 'Draining';
    return { actions: [], state, deploymentId, blockers: [gate.closed] };
  }
  if (observed.main && (successor === undefined) !== (observed.state.removedAt !== undefined)) {
    // When a deadline of its deletion policy starts; a deployment that came back has none.
    const since = successor === undefined ? observation.now.toISOString() : null;
    return { actions: [annotate('removedAt', since)], state: 'Draining', deploymentId };
  }
  if (observed.main && hasPruningMarks(observed)) {
    // Applied again after it was registered, and followed by another before any run could see that.
    return { actions: [{ type: 'remove-marks' }], state: 'Draining', deploymentId };
  }
  // Left behind by a removal, or the history of a Knative version: no server needs to be asked.
  if (!observed.main && deploymentId === undefined) return findUnregistered(situation, true);
  const forcedSince = forcedAt(situation);
  const forced = observation.now.getTime() >= forcedSince;
  if (isFailure(view)) {
    // Deleted without being deregistered, it leaves behind services that lead to nothing. So only where
    // the admin API seems to be gone for good, and never where it merely does not let this runtime in.
    const isGone = observation.now.getTime() >= forcedSince + FORCE_GRACE_MS;
    if (isGone && view.reason === undefined) {
      return { actions: [{ type: 'delete' }], state: 'Removing', deploymentId };
    }
    const blockers = [`the admin API can't be asked: ${view.failure}`];
    return { actions: [], state: 'Unknown', deploymentId, blockers };
  }
  if (!observed.main && deploymentId !== undefined) return findLost(situation, deploymentId, view);
  const id = registeredAs(observed, view);
  if (id !== undefined && gate.idsInUse.has(id)) {
    // The same URI under a newer version: only the older record goes.
    return { actions: [{ type: 'delete' }], state: 'Removing' };
  }
  return id === undefined
    ? findUnregistered(situation, forced)
    : findRegistered(situation, id, view, forced);
}

function registeredAs({ state, uri }: ObservedVersion, view: AdminView): string | undefined {
  if (state.deploymentId !== undefined && view.deployments.has(state.deploymentId)) {
    return state.deploymentId;
  }
  return uri === undefined ? undefined : findByUri(view, uri);
}

/** The server does not know it: it never did, this runtime took it away, or somebody else did. */
function findUnregistered(situation: Situation, atOnce: boolean): Finding {
  const { observed } = situation;
  const { deploymentId, deregistering } = observed.state;
  if (!atOnce && deploymentId !== undefined && deregistering !== deploymentId) {
    // By somebody else's hand. It may be a mistake (another server at this URL): no haste.
    const waiting = countDown(situation, ['the admin API does not know its deployment id']);
    if (waiting) return { ...waiting, deploymentId };
    if (!isSeenTwice(situation)) {
      return { actions: [], removable: true, state: 'Drained', deploymentId };
    }
    return { actions: leave(situation), removable: true, state: 'Removing' };
  }
  const actions = leave(situation);
  return { actions, state: actions.length > 0 ? 'Removing' : 'Retained' };
}

function leave(situation: Situation): Action[] {
  return [...removeAutoscaler(situation.observed), ...retire(situation)];
}

function findRegistered(
  situation: Situation,
  id: string,
  view: AdminView,
  forced: boolean,
): Finding {
  const { observed, successor, gate, admin, observation } = situation;
  const { state } = observed;
  const invocations = total(view.pinned.get(id));
  const common = { deploymentId: id, invocations };
  if (forced) return { ...common, actions: deregister(situation, id, true), state: 'Removing' };

  const held = heldServices(view, id);
  const waitsFor = gate.unregistered(admin);
  const serving = held.length > 0 && (waitsFor.length > 0 || !succeeded(situation));
  const blockers = findBlockers(view, id, serving ? waitsFor : []);
  const hide = held.filter((service) => view.latest.get(service)?.isPublic);
  if (serving) {
    return { ...common, actions: clearClock(observed), state: 'Serving', blockers };
  }
  // Nobody offers these services any more: without this, a steady stream of calls would never end.
  if (successor === undefined && hide.length > 0) {
    return { ...common, actions: makePrivate(situation, hide), state: 'Draining', blockers };
  }
  if (blockers.length > 0) {
    return { ...common, actions: clearClock(observed), state: 'Draining', blockers };
  }
  const waiting = countDown(situation, []);
  if (waiting) return { ...common, ...waiting };
  if (hide.length > 0) {
    // A service that the new version dropped: quiet for the whole delay, and now closed.
    const until = new Date(observation.now.getTime() + PRIVATE_SETTLE_MS).toISOString();
    const actions = [...makePrivate(situation, hide), annotate('removeVersionAt', until)];
    return { ...common, actions, state: 'Drained', removeAt: until };
  }
  const removeAt = state.removeVersionAt?.toISOString();
  return isSeenTwice(situation)
    ? { ...common, actions: deregister(situation, id, false), removable: true, state: 'Removing' }
    : { ...common, actions: [], removable: true, state: 'Drained', removeAt };
}

/**
 * Its ReplicaSet was deleted by somebody else. There is nothing to write on, and nothing that a drain
 * delay would be good for: no call can be on its way to a pod.
 */
function findLost(situation: Situation, id: string, view: AdminView): Finding {
  const { observed, gate, admin } = situation;
  const common = { deploymentId: id, invocations: total(view.pinned.get(id)) };
  const held = heldServices(view, id);
  const waitsFor = gate.unregistered(admin);
  const serving = held.length > 0 && (waitsFor.length > 0 || !succeeded(situation));
  const blockers = findBlockers(view, id, serving ? waitsFor : []);
  if (serving || blockers.length > 0) {
    const gone =
      `its ReplicaSet was deleted: apply version ${observed.version} again to let the ` +
      'invocations end, or cancel them';
    const state = serving ? 'Serving' : 'Draining';
    return { ...common, actions: [], state, blockers: [...blockers, gone] };
  }
  if (!isSeenTwice(situation)) {
    return { ...common, actions: [], removable: true, state: 'Drained' };
  }
  const actions: Action[] = [
    ...removeAutoscaler(observed),
    { type: 'deregister', deploymentId: id, evenIfActive: false, evenIfLatest: true },
  ];
  return { ...common, actions, removable: true, state: 'Removing' };
}

function isSeenTwice({ memory, observed, observation }: Situation): boolean {
  const since = memory.removableSince.get(observed.object);
  return since !== undefined && observation.now.getTime() - since >= SECOND_LOOK_MS;
}

/** Its deployment has a newer version that is registered, or none at all any more. */
function succeeded({ successor, gate }: Situation): boolean {
  return successor === undefined || gate.registered(successor.name);
}

/** Undefined once the drain delay has passed. */
function countDown({ observed, observation, successor }: Situation, blockers: string[]) {
  const { removeVersionAt } = observed.state;
  const { now } = observation;
  const delayMs =
    1000 *
    Math.min(
      successor?.drainDelaySeconds ?? observed.drainDelaySeconds ?? DEFAULT_DRAIN_DELAY_SECONDS,
      LONGEST_DELAY_SECONDS,
    );
  // Written by a clock that was ahead, or before the delay was made shorter: it would wait for ever.
  const tooFar = now.getTime() + delayMs + PRIVATE_SETTLE_MS;
  if (removeVersionAt === undefined || removeVersionAt.getTime() > tooFar) {
    const removeAt = new Date(now.getTime() + delayMs).toISOString();
    const actions: Action[] = [annotate('removeVersionAt', removeAt)];
    return { actions, state: 'Drained' as const, removeAt, blockers };
  }
  if (removeVersionAt <= now) return undefined;
  const removeAt = removeVersionAt.toISOString();
  return { actions: [], state: 'Drained' as const, removeAt, blockers };
}

/** From when on it is removed with what runs on it (ms); never, where its deletion policy does not say so. */
function forcedAt({ observed, successor }: Situation): number {
  const policy: DeletionPolicy = observed.deletionPolicy ?? DEFAULT_DELETION_POLICY;
  if (successor || policy.type === 'drain') return Infinity;
  const since = observed.state.removedAt?.getTime() ?? Infinity;
  return since + (policy.type === 'force' ? 0 : policy.afterSeconds * 1000);
}

/** Told to go already: whatever its finalizers wait for, telling it again changes nothing. */
function isGoing({ main, parts }: ObservedVersion, actions: readonly Action[]): boolean {
  const objects = [...(main ? [main] : []), ...parts.map(({ object }) => object)];
  return (
    objects.length > 0 &&
    actions.every((action) => action.type === 'delete' && !action.keepConfiguration) &&
    objects.every(({ metadata }) => metadata.deletionTimestamp !== undefined)
  );
}

function makePrivate({ observed }: Situation, services: readonly string[]): Action[] {
  const { privateServices } = observed.state;
  const names = [...new Set([...privateServices, ...services])];
  const hide: Action = { type: 'set-public', services, isPublic: false };
  if (names.length === privateServices.length) return [hide];
  // Written down first: a roll back has to make them public again.
  return [annotate('privateServices', JSON.stringify(names)), hide];
}

function deregister(situation: Situation, deploymentId: string, evenIfActive: boolean): Action[] {
  const { observed } = situation;
  return [
    ...removeAutoscaler(observed),
    ...(observed.state.deregistering === deploymentId
      ? []
      : [annotate('deregistering', deploymentId)]),
    { type: 'deregister', deploymentId, evenIfActive },
    ...retire(situation),
  ];
}

/** What is left to do for a version that the server does not know (any more). */
function retire({ observed }: Situation): Action[] {
  const { state, replicas, main } = observed;
  const forget = (
    ['deploymentId', 'removeVersionAt', 'deregistering', 'privateServices'] as const
  ).filter((name) =>
    name === 'privateServices' ? state.privateServices.length > 0 : state[name] !== undefined,
  );
  const actions: Action[] = [];
  if (replicas !== undefined && replicas.desired > 0) actions.push({ type: 'scale', replicas: 0 });
  if (observed.mode === 'KnativeConfiguration' && main) {
    // Its revision can't be reached without the Route, and goes to zero.
    return [...actions, { type: 'delete', keepConfiguration: true }];
  }
  if (forget.length > 0 && main) {
    const gone = Object.fromEntries(forget.map((name) => [RUNTIME_ANNOTATIONS[name], null]));
    actions.push({ type: 'annotate', annotations: gone });
  }
  return actions;
}

function removeAutoscaler({ parts }: ObservedVersion): Action[] {
  const scaled = parts.some(({ kind }) => kind === 'horizontalPodAutoscalers');
  return scaled ? [{ type: 'remove-autoscaler' }] : [];
}

function clearClock({ state }: ObservedVersion): Action[] {
  if (state.removeVersionAt === undefined) return [];
  return [annotate('removeVersionAt', null)];
}

function annotate(name: keyof typeof RUNTIME_ANNOTATIONS, value: string | null): Action {
  return { type: 'annotate', annotations: { [RUNTIME_ANNOTATIONS[name]]: value } };
}
