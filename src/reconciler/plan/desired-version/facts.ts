/** What the rules of a desired version go by, computed once. */
import { checkLatest } from './latest';
import type { LatestCheck } from './latest';
import { wantedReplicas } from './replicas';
import type { Condition, DesiredDeployment, VersionStatus } from '../../../contract';
import { CONDITIONS } from '../../../contract';
import { byName, ofType } from '../../lib/named';
import { findByUri, sameUri } from '../../observe/admin';
import { isFailure } from '../../observe/observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  FormerRegistration,
  Observation,
  ObservedVersion,
} from '../../observe/observation';
import { viewOf } from '../../observe/refs';
import { heldServices } from '../blockers';
import { isPrivate, privateByRemoval } from '../private-services';
import type { RegistrationFailure, RetryState } from '../retry-state';

export interface DesiredVersionFacts {
  readonly desired: DesiredDeployment;
  readonly admin: AdminRef;
  readonly observed?: ObservedVersion;
  readonly now: Date;
  /** Its object, or a part without which nothing reaches it, does not exist, or belongs to somebody else. */
  readonly isMissing: boolean;
  /** Runtime that an object of the desired name belongs to. */
  readonly otherRuntime?: string;
  /** The condition Ready that the last run wrote for the same desired state. */
  readonly lastReady?: Condition;
  /** What the last run wrote down for it. */
  readonly lastVersion?: VersionStatus;
  /** How many replicas the runtime has to give it. */
  readonly replicas?: number;
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
  readonly failure?: Pick<RegistrationFailure, 'message' | 'final' | 'notBefore'>;
  /** A new Job asks to try again although the server has refused it for good. */
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
  const observed = observation.versions.find(
    ({ object, main }) => object === desired.object && main !== undefined,
  );
  const { now } = observation;
  const uri = desired.uri ?? observed?.uri;
  const lastReady = lastReadyOf(desired, observation);
  const failure = lastFailure(desired, lastReady, retryState);
  const isWaiting = failure !== undefined && failure.notBefore > now.getTime();
  const view = viewOf(observation, admin);
  const facts = {
    desired,
    admin,
    observed,
    now,
    isMissing:
      observed === undefined ? desired.mode !== 'Endpoint' : observed.missingPart !== undefined,
    otherRuntime: observation.foreign.get(desired.object),
    lastReady,
    lastVersion: lastVersionOf(desired, observation),
    replicas: observed && wantedReplicas(desired, observed, observation),
    uri,
    failure,
    isRetried: retryState.retry === desired.name,
    isDue: uri !== undefined && !isWaiting && !retryState.registering.has(desired.name),
  };
  if (isFailure(view)) return { ...facts, unreachable: view };
  const id = registeredAs(uri, observed, view);
  const services = observed?.state.services ?? [];
  const wasLatest = lastReady?.status === 'True';
  return {
    ...facts,
    id,
    formerRegistrations: observed && formerRegistrations(observed, admin, view),
    isIdRecorded: id !== undefined && id === observed?.state.deploymentId,
    latest:
      id === undefined
        ? undefined
        : checkLatest(desired, id, services, view, observation, wasLatest),
    ...(id !== undefined && closedServices(id, admin, observed, view, observation)),
  };
}

/** By its annotation, or by its URI when a run was interrupted before it wrote that. */
function registeredAs(
  uri: string | undefined,
  observed: ObservedVersion | undefined,
  view: AdminView,
): string | undefined {
  if (uri === undefined) return undefined;
  const id = observed?.state.deploymentId;
  const registered = id === undefined ? undefined : view.deployments.get(id);
  if (registered !== undefined && sameUri(registered, uri)) return id;
  return findByUri(view, uri);
}

function lastReadyOf(desired: DesiredDeployment, { previous }: Observation): Condition | undefined {
  return previous?.deployments
    .find(({ name, hash }) => name === desired.name && hash === desired.hash)
    ?.conditions.find(ofType(CONDITIONS.ready));
}

/**
 * There is one id on record, and the next server is about to overwrite it. Of the server that registers it now there is
 * nothing to remember.
 */
function formerRegistrations(
  {
    state: { deploymentId: id, registeredWith: last, formerRegistrations: former = [] },
  }: ObservedVersion,
  admin: AdminRef,
  view: AdminView,
): readonly FormerRegistration[] | undefined {
  const hasMoved = id !== undefined && last !== undefined && !view.deployments.has(id);
  const all = hasMoved ? [...former.filter((each) => each.id !== id), { ...last, id }] : former;
  const others = all.filter(({ key }) => key !== admin.key);
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

function lastVersionOf(
  { name, object }: DesiredDeployment,
  { previous }: Observation,
): VersionStatus | undefined {
  return byName(previous?.deployments, name)?.versions.find((version) => version.object === object);
}

/** Of this process, or (only what is final) of an earlier one, as the status says. */
function lastFailure(
  desired: DesiredDeployment,
  lastReady: Condition | undefined,
  { failures }: RetryState,
): DesiredVersionFacts['failure'] {
  const failure = failures.get(desired.name);
  if (failure?.hash === desired.hash) return failure;
  if (lastReady?.reason !== 'BreakingChange') return undefined;
  return { message: lastReady.message, final: true, notBefore: 0 };
}
