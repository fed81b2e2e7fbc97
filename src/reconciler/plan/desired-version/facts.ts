/** What the rules of a desired version go by, computed once. */
import { checkLatest } from './latest';
import type { LatestCheck } from './latest';
import { wantedReplicas } from './replicas';
import type {
  Condition,
  DeploymentStatus,
  DesiredDeployment,
  VersionStatus,
} from '../../../contract';
import { CONDITIONS } from '../../../contract';
import type { JobState } from '../../kubernetes/job-state';
import { byName, byObject, ofType } from '../../lib/named';
import { findByUri, sameUri } from '../../observe/admin';
import { existingVersion } from '../../observe/find-version';
import { isFailure } from '../../observe/observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  FormerRegistration,
  Observation,
  ObservedCompanion,
  ObservedVersion,
} from '../../observe/observation';
import { adminThatKnows, viewOf } from '../../observe/refs';
import { heldServices } from '../blockers';
import { isPrivate, privateByRemoval } from '../private-services';
import type { RegistrationFailure, RetryState } from '../retry-state';

export interface DesiredVersionFacts {
  readonly desired: DesiredDeployment;
  readonly admin: AdminRef;
  readonly observed?: ObservedVersion;
  readonly now: Date;
  readonly namespace: string;
  /** Its object, or a part without which nothing reaches it, does not exist, or belongs to somebody else. */
  readonly isMissing: boolean;
  /** Runtime that an object of the desired name belongs to. */
  readonly otherRuntime?: string;
  /** The condition Ready that the last run wrote for the same desired state. */
  readonly lastReady?: Condition;
  /** When the desired state was written last. */
  readonly desiredSince?: Date;
  /** What the last run wrote down for it. */
  readonly lastVersion?: VersionStatus;
  /** How many replicas the runtime has to give it. */
  readonly replicas?: number;
  /** Its companions that it does not own yet, or that are not there. */
  readonly companions: readonly ObservedCompanion[];
  /** What the Job of its gate has come to. */
  readonly gateJob?: JobState;
  /** What the rollout that it waits for lacks. */
  readonly rollout?: string;
  /** What is registered. */
  readonly uri?: string;
  /** Why the admin API can't be reached; all that follows is then unknown. */
  readonly unreachable?: AdminFailure;
  /** The deployment id that the admin API has for it. */
  readonly id?: string;
  /** Whether that is the id which its annotations record. */
  readonly isIdRecorded?: boolean;
  /** What other admin APIs have registered, if that is not on record as it is: it is about to be overwritten. */
  readonly formerRegistrations?: readonly FormerRegistration[];
  /** For which of its services it is not the latest. */
  readonly latest?: LatestCheck;
  /** Services that a removal has made private, and that still are. */
  readonly privateServices?: readonly string[];
  /** Its services that nobody can call through the ingress, for whatever reason. */
  readonly closed?: readonly string[];
  readonly failure?: Pick<RegistrationFailure, 'message' | 'final' | 'refusedFor' | 'notBefore'>;
  /** The server has refused it for good, and yet it may be tried: a new Job asks, or what it was refused for is gone. */
  readonly isRetried: boolean;
  /** An attempt to register may start now. */
  readonly isDue: boolean;
}

export function desiredVersionFacts(
  desired: DesiredDeployment,
  admin: AdminRef,
  observation: Observation,
  retryState: RetryState,
): DesiredVersionFacts {
  const observed = existingVersion(observation.versions, desired.object);
  const { now } = observation;
  const uri = desired.uri ?? observed?.uri;
  const last = byName(observation.previous?.deployments, desired.name);
  // Of another desired state, it says nothing of this one.
  const lastReady =
    last?.hash === desired.hash ? last.conditions.find(ofType(CONDITIONS.ready)) : undefined;
  const failure = lastFailure(desired, last, lastReady, retryState);
  const isWaiting = !!failure && failure.notBefore > observation.beganAt;
  const view = viewOf(observation, admin);
  const companions = neededCompanions(desired, observed, observation);
  const lacksCompanion = companions.some(({ isMissing }) => isMissing);
  const facts = {
    desired,
    admin,
    observed,
    now,
    namespace: observation.namespace,
    isMissing: observed ? !!observed.missingPart || lacksCompanion : desired.mode !== 'Endpoint',
    companions,
    otherRuntime: observation.foreign.get(desired.object),
    lastReady,
    desiredSince: observation.desiredSince,
    lastVersion: byObject(last?.versions, desired.object),
    replicas: observed && wantedReplicas(desired, observed, observation),
    gateJob: observation.gates.get(desired.name),
    rollout: observation.rollouts.get(desired.name),
    uri,
    failure,
    isRetried: retryState.retry === desired.name || isReasonGone(failure, view),
    isDue: !!uri && !isWaiting && !retryState.registering.has(desired.name),
  };
  if (isFailure(view)) return { ...facts, unreachable: view };
  const id = registeredAs(uri, observed, view);
  const services = observed?.state.services ?? [];
  const wasLatest = lastReady?.status === 'True';
  return {
    ...facts,
    id,
    formerRegistrations: observed && formerRegistrations(observed, admin, view, observation),
    isIdRecorded: !!id && id === observed?.state.deploymentId,
    latest: id ? checkLatest(desired, id, services, view, observation, wasLatest) : undefined,
    ...(id && closedServices(id, admin, observed, view, observation)),
  };
}

/** The Job of a gate may be removed once what it has come to is written down. */
function neededCompanions(
  { name, gate }: DesiredDeployment,
  observed: ObservedVersion | undefined,
  observation: Observation,
): readonly ObservedCompanion[] {
  const companions = observation.companions.get(name) ?? [];
  if (typeof gate !== 'object' || !(observed?.gate ?? observed?.state.services)) return companions;
  return companions.filter((each) => !each.isMissing || each.desired.name !== gate.job);
}

/** By its annotation, or by its URI when a run was interrupted before it wrote that. */
function registeredAs(
  uri: string | undefined,
  observed: ObservedVersion | undefined,
  view: AdminView,
): string | undefined {
  if (!uri) return undefined;
  const id = observed?.state.deploymentId;
  const registered = id ? view.deployments.get(id) : undefined;
  if (registered && sameUri(registered, uri)) return id;
  return findByUri(view, uri);
}

/**
 * There is one id on record, and the next server is about to overwrite it. Of the server that registers it now there is
 * nothing to remember.
 */
function formerRegistrations(
  {
    state: { deploymentId: id, registeredWith, formerRegistrations: former = [], deregistering },
  }: ObservedVersion,
  admin: AdminRef,
  view: AdminView,
  observation: Observation,
): readonly FormerRegistration[] | undefined {
  // The operator does not write down which server it was; if it is none that is asked, it may still need the version.
  const last = registeredWith ?? (id ? adminThatKnows(observation, id) : undefined);
  const isDeregistered = !last && id === deregistering;
  const hasMoved = !!id && !view.deployments.has(id) && !isDeregistered;
  const all = hasMoved ? [...former.filter((each) => each.id !== id), { ...last, id }] : former;
  const others = all.filter((each) => each.key !== admin.key && !view.deployments.has(each.id));
  return JSON.stringify(others) === JSON.stringify(former) ? undefined : others;
}

function closedServices(
  id: string,
  admin: AdminRef,
  observed: ObservedVersion | undefined,
  view: AdminView,
  observation: Observation,
): Pick<DesiredVersionFacts, 'closed' | 'privateServices'> {
  const services = observed?.state.services ?? heldServices(view, id);
  const closed = services.filter((name) => isPrivate(name, id, view));
  return { closed, privateServices: privateByRemoval(closed, admin, observation) };
}

/** Of this process, or (only what is final) of an earlier one, as the status says. */
function lastFailure(
  desired: DesiredDeployment,
  last: DeploymentStatus | undefined,
  lastReady: Condition | undefined,
  { failures }: RetryState,
): DesiredVersionFacts['failure'] {
  const failure = failures.get(desired.name);
  if (failure?.hash === desired.hash) return failure;
  if (lastReady?.reason !== 'BreakingChange') return undefined;
  return {
    message: lastReady.message,
    final: true,
    refusedFor: last?.refusedFor,
    notBefore: 0,
  };
}

/** Somebody has removed what the server compared it with, or it is not the latest any more. */
function isReasonGone(
  failure: DesiredVersionFacts['failure'],
  view: AdminView | AdminFailure,
): boolean {
  const { refusedFor = [] } = failure ?? {};
  if (isFailure(view) || refusedFor.length === 0) return false;
  return refusedFor.every((id) => heldServices(view, id).length === 0);
}
