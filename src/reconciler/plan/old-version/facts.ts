/** What the rules of an old version go by, computed once. */
import { drainDelay } from './drain-delay';
import type { DrainDelay } from './drain-delay';
import { olderVersions, registeredAs } from './order';
import { isRemovalNew, removalPolicy } from './removal';
import type { DeletionPolicy, DesiredDeployment } from '../../../contract';
import { byName } from '../../lib/named';
import { isFailure, total } from '../../observe/observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from '../../observe/observation';
import { viewOf } from '../../observe/refs';
import { findBlockers, heldServices } from '../blockers';
import { isPrivate } from '../private-services';
import type { RemovalGate } from '../removal-gate';
import type { RetryState } from '../retry-state';

/** Two snapshots that find "nothing needs it" are this far apart before anything is deregistered. */
export const CONFIRMATION_MS = 3_000;

/** How long a removal by force waits for an admin API that it can't reach, and that this process can't. */
export const FORCE_GRACE_MS = 120_000;

export interface OldVersionFacts extends AdminFacts {
  readonly observed: ObservedVersion;
  readonly now: Date;
  /** The desired entry of its deployment; undefined once that has left the desired state. */
  readonly successor?: DesiredDeployment;
  /** Why nothing at all may be removed. */
  readonly suspended?: string;
  /** The deployment id that its annotations record. */
  readonly recordedId?: string;
  /** That its deployment has left the desired state is not recorded, or it has been back since. */
  readonly isRemovalNew: boolean;
  /** What is recorded of a removal that is new: not before its desired state, though the clock may have been put back. */
  readonly removedSince: Date;
  /** By which it is removed; undefined as long as its deployment is desired. */
  readonly policy?: DeletionPolicy;
  /** The deletion policy removes it whatever runs on it. */
  readonly isForced: boolean;
  /** An earlier snapshot, and all since, have found that nothing needs it. */
  readonly isConfirmed: boolean;
  readonly drainDelay: DrainDelay;
}

/** What its admin API says of it. */
interface AdminFacts {
  /** Why the admin API can't be reached; all that follows is then unknown. */
  readonly unreachable?: AdminFailure;
  /** It could not be reached for so long, while this was to go by force, that it seems to be gone for good. */
  readonly isAdminGone?: boolean;
  /** The deployment id by which the admin API knows it. */
  readonly id?: string;
  /** A desired version is registered under the same id. */
  readonly isIdInUse?: boolean;
  readonly invocations?: number;
  /** It is the latest for some services, and nothing that is desired can take its place yet. */
  readonly isServing?: boolean;
  /** Sentences: what needs it. */
  readonly blockers?: readonly string[];
  /** Services of its id that its removal has made private, and that still are. */
  readonly privateServices?: readonly string[];
  /** All services that its removal has made private are others' now, and public. */
  readonly isPublicAgain?: boolean;
  /** Services whose latest deployment it is, and that can be called through the ingress. */
  readonly publicServices?: readonly string[];
  /** Objects of versions that have to be deregistered before it. */
  readonly goesAfter?: readonly string[];
}

export function oldVersionFacts(
  observed: ObservedVersion,
  admin: AdminRef | undefined,
  observation: Observation,
  retryState: RetryState,
  gate: RemovalGate,
): OldVersionFacts {
  const { desired, desiredSince, now } = observation;
  const successor = byName(desired.deployments, observed.deployment);
  const removableSince = retryState.removableSince.get(observed.object) ?? Infinity;
  const policy = successor ? undefined : removalPolicy(observed, observation);
  const forcedForMs = now.getTime() - forcedAt(observed, policy);
  const view = viewOf(observation, admin);
  return {
    observed,
    now,
    successor,
    suspended: gate.suspended,
    recordedId: observed.state.deploymentId,
    isRemovalNew: isRemovalNew(observed, observation),
    removedSince: new Date(Math.max(now.getTime(), desiredSince?.getTime() ?? 0)),
    policy,
    isForced: forcedForMs >= 0,
    isConfirmed: observation.beganAt - removableSince >= CONFIRMATION_MS,
    drainDelay: drainDelay(observed, successor, now),
    ...(isFailure(view)
      ? {
          unreachable: view,
          isAdminGone: Math.min(forcedForMs, goneForMs(view, observation)) >= FORCE_GRACE_MS,
        }
      : adminFacts(observed, admin!, view, successor, gate, observation)),
  };
}

/** From when on it is removed with what runs on it (ms); never, where the deletion policy does not say so. */
function forcedAt({ state }: ObservedVersion, policy: DeletionPolicy | undefined): number {
  if (!policy || policy.type === 'drain') return Infinity;
  const since = state.removedAt?.getTime() ?? Infinity;
  return since + (policy.type === 'force' ? 0 : policy.afterSeconds * 1000);
}

/** For how long it has not answered (ms); one that answers, and refuses, is there. */
function goneForMs({ reason, since = Infinity }: AdminFailure, { beganAt }: Observation): number {
  return reason === undefined ? beganAt - since : 0;
}

function adminFacts(
  observed: ObservedVersion,
  admin: AdminRef,
  view: AdminView,
  successor: DesiredDeployment | undefined,
  gate: RemovalGate,
  observation: Observation,
): AdminFacts {
  const id = registeredAs(observed, view);
  if (!id) return {};
  const held = heldServices(view, id);
  const unregistered = gate.unregistered(admin);
  // Its deployment has a newer version that is registered, or none at all any more.
  const isSucceeded = !successor || gate.isRegistered(successor.name);
  const isServing = held.length > 0 && (unregistered.length > 0 || !isSucceeded);
  const blockers = findBlockers(view, id, isServing ? unregistered : []);
  const hint =
    `its ReplicaSet was deleted: apply version ${observed.version} again to let its ` +
    'invocations complete, or cancel them';
  const isBlocked = isServing || blockers.length > 0;
  return {
    id,
    isIdInUse: gate.idsInUse.has(id),
    invocations: total(view.pinned.get(id)),
    isServing,
    blockers: !observed.main && isBlocked ? [...blockers, hint] : blockers,
    privateServices: observed.state.privateServices.filter((name) => isPrivate(name, id, view)),
    isPublicAgain: isPublicAgain(observed, id, view),
    publicServices: held.filter((service) => view.latest.get(service)?.isPublic),
    goesAfter: olderVersions(observed, id, view, observation, gate.idsInUse),
  };
}

function isPublicAgain(
  { state: { privateServices } }: ObservedVersion,
  id: string,
  { latest }: AdminView,
): boolean {
  const holders = privateServices.map((service) => latest.get(service));
  const isOpen = holders.every((holder) => holder?.isPublic && holder.id !== id);
  return privateServices.length > 0 && isOpen;
}
