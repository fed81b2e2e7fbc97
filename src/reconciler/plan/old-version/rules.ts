/**
 * The life of a version that is not desired any more: wait until nothing needs it, then take it away.
 * The first rule that matches decides; what the status shows of it is in the rule, too.
 */
import { PRIVATE_SETTLE_MS } from './drain-delay';
import type { OldVersionFacts } from './facts';
import {
  cleanUp,
  deleteAll,
  deregister,
  deregisterOrphan,
  forgetPrivateServices,
  forgetRemoval,
  makePrivate,
  recordRemoval,
  startDrainDelay,
  stopDrainDelay,
  waitUntil,
} from './removal-actions';
import type { VersionState, VersionStatus } from '../../../contract';
import { cannotReach } from '../../observe/observation';
import type { ObservedVersion } from '../../observe/observation';
import { hasPruningMarks } from '../../observe/pruning';
import type { Action } from '../actions';
import type { Rule } from '../rule';

export interface OldVersionRule extends Rule<OldVersionFacts> {
  readonly state: VersionState;
  readonly actions?: (facts: OldVersionFacts) => readonly Action[];
  /** What the status says of its registration; left out: it has none of its own. */
  readonly shows?: (facts: OldVersionFacts) => Pick<VersionStatus, 'deploymentId' | 'invocations'>;
  readonly blockers?: (facts: OldVersionFacts) => readonly string[];
  readonly removeAt?: (facts: OldVersionFacts) => Date | undefined;
  /** Nothing needs it; see RetryState.removableSince. */
  readonly removable?: true;
}

export const OLD_VERSION_RULES: readonly OldVersionRule[] = [
  // Whatever the admin API says.
  {
    // Applied again after it was registered, and followed by another before any run could see that. Also
    // where nothing may be changed: it takes nothing away, and kubectl would.
    name: 'kubectl could prune it',
    when: ({ observed }) => hasObject(observed) && hasPruningMarks(observed),
    state: 'Draining',
    shows: recorded,
    actions: () => [{ type: 'remove-marks' }],
  },
  {
    name: 'returned to the desired state',
    when: ({ observed, successor }) =>
      successor !== undefined && observed.state.removedAt !== undefined,
    state: 'Draining',
    shows: recorded,
    actions: forgetRemoval,
  },
  {
    name: 'paused',
    when: ({ successor }) => successor?.paused === true,
    state: 'Draining',
    shows: recorded,
    blockers: () => ['paused'],
  },
  {
    name: 'removals suspended',
    when: ({ suspended, recordedId }) => suspended !== undefined && recordedId !== undefined,
    state: 'Draining',
    shows: recorded,
    blockers: suspension,
  },
  {
    name: 'removals suspended, at rest',
    when: ({ suspended }) => suspended !== undefined,
    state: 'Retained',
    blockers: suspension,
  },
  {
    name: 'left the desired state',
    when: ({ observed, successor, isRemovalNew }) =>
      hasObject(observed) && successor === undefined && isRemovalNew,
    state: 'Draining',
    shows: recorded,
    actions: recordRemoval,
  },
  {
    name: 'not registered, cleaned up',
    when: (facts) => isUnregistered(facts) && cleanUp(facts).length > 0,
    state: 'Removing',
    actions: cleanUp,
  },
  {
    name: 'not registered, at rest',
    when: isUnregistered,
    state: 'Retained',
  },

  // The admin API can't be reached.
  {
    // Deleted without being deregistered, it leaves behind services that lead to nothing. So only where
    // the admin API seems to be gone for good, and never where it merely does not let this runtime in.
    name: 'forced, admin API gone',
    when: ({ unreachable, isForcedForLong }) =>
      unreachable !== undefined && unreachable.reason === undefined && isForcedForLong,
    state: 'Removing',
    shows: recorded,
    actions: deleteAll,
  },
  {
    name: 'admin API unreachable',
    when: ({ unreachable }) => unreachable !== undefined,
    state: 'Unknown',
    shows: recorded,
    blockers: ({ unreachable }) => [cannotReach(unreachable!)],
  },

  // The admin API does not know the id that was recorded, by somebody else's hand. It may be a mistake
  // (another server at this URL): no haste.
  {
    // The operator's: which server it was registered with is not written down, and it may be another.
    name: 'unknown to the admin API, and of no admin API on record',
    when: ({ id, observed }) =>
      id === undefined &&
      observed.admin === undefined &&
      observed.state.registeredWith === undefined,
    state: 'Unknown',
    shows: recorded,
    blockers: ({ observed: { main } }) => [
      `no admin API knows its deployment id, and which one gave it is not recorded: let that one be asked with ` +
        `RestateRuntime's admins, or delete ${main?.metadata.name ?? 'it'} by hand`,
    ],
  },
  {
    name: 'unknown to the admin API, drain delay starts',
    when: ({ id, drainDelay }) => id === undefined && drainDelay.phase === 'not started',
    state: 'Drained',
    shows: recorded,
    actions: startDrainDelay,
    removeAt: drainEnd,
    blockers: unknownId,
  },
  {
    name: 'unknown to the admin API, waits for drain delay',
    when: ({ id, drainDelay }) => id === undefined && drainDelay.phase === 'running',
    state: 'Drained',
    shows: recorded,
    removeAt: drainEnd,
    blockers: unknownId,
  },
  {
    name: 'unknown to the admin API, waits for confirmation',
    when: ({ id, isConfirmed }) => id === undefined && !isConfirmed,
    state: 'Drained',
    shows: recorded,
    removable: true,
  },
  {
    name: 'unknown to the admin API, cleaned up',
    when: ({ id }) => id === undefined,
    state: 'Removing',
    actions: cleanUp,
    removable: true,
  },

  // It is registered.
  {
    name: 'registered for a desired version, its services still private',
    when: ({ isIdInUse, privateServices = [] }) => isIdInUse === true && privateServices.length > 0,
    state: 'Removing',
    blockers: ({ privateServices = [] }) => [
      `a removal made these services private, and they become public first: ${privateServices.join(', ')}`,
    ],
  },
  {
    // The same URI under a newer version: only the record of the older one goes.
    name: 'registered for a desired version',
    when: ({ isIdInUse }) => isIdInUse === true,
    state: 'Removing',
    actions: deleteAll,
  },
  {
    // What is private from now on is so by somebody's choice.
    name: 'its services are public again',
    when: ({ observed, successor, isPublicAgain }) =>
      hasObject(observed) && successor !== undefined && isPublicAgain === true,
    state: 'Draining',
    shows: registration,
    actions: forgetPrivateServices,
    blockers,
  },
  {
    // Side by side, the server would fall back to the older one in between, and admit calls to it.
    name: 'due, older versions of its services go first',
    when: (facts) => facts.goesAfter!.length > 0 && isDue(facts),
    state: 'Drained',
    shows: registration,
    blockers: ({ goesAfter }) => [
      `it is the latest for a service that older versions offer, which go first: ${goesAfter!.join(', ')}`,
    ],
  },
  {
    name: 'forced',
    when: ({ isForced }) => isForced,
    state: 'Removing',
    shows: registration,
    actions: (facts) => deregister(facts, { evenIfActive: true }),
  },
  {
    name: 'serves until its successor is registered',
    when: ({ isServing }) => isServing === true,
    state: 'Serving',
    shows: registration,
    actions: stopDrainDelay,
    blockers,
  },
  {
    // Nobody offers these services any more: without this, a steady stream of calls would never end.
    name: 'left the desired state, services made private',
    when: ({ observed, successor, publicServices = [] }) =>
      hasObject(observed) && successor === undefined && publicServices.length > 0,
    state: 'Draining',
    shows: registration,
    actions: makePrivate,
    blockers,
  },
  {
    name: 'invocations need it',
    when: (facts) => blockers(facts).length > 0,
    state: 'Draining',
    shows: registration,
    actions: stopDrainDelay,
    blockers,
  },
  {
    // Without an object there is nothing to write a drain delay on, nor is any good in one: no call can
    // be on its way to a pod.
    name: 'ReplicaSet deleted, waits for confirmation',
    when: ({ observed, isConfirmed }) => !hasObject(observed) && !isConfirmed,
    state: 'Drained',
    shows: registration,
    removable: true,
  },
  {
    name: 'ReplicaSet deleted, deregistered',
    when: ({ observed }) => !hasObject(observed),
    state: 'Removing',
    shows: registration,
    actions: deregisterOrphan,
    removable: true,
  },
  {
    name: 'drained, drain delay starts',
    when: ({ drainDelay }) => drainDelay.phase === 'not started',
    state: 'Drained',
    shows: registration,
    actions: startDrainDelay,
    removeAt: drainEnd,
  },
  {
    name: 'drained, waits for drain delay',
    when: ({ drainDelay }) => drainDelay.phase === 'running',
    state: 'Drained',
    shows: registration,
    removeAt: drainEnd,
  },
  {
    // The new version dropped them: quiet for the whole delay, and now closed.
    name: 'drained, dropped services made private',
    when: ({ publicServices = [] }) => publicServices.length > 0,
    state: 'Drained',
    shows: registration,
    actions: (facts) => [...makePrivate(facts), waitUntil(settled(facts))],
    removeAt: settled,
  },
  {
    name: 'drained, waits for confirmation',
    when: ({ isConfirmed }) => !isConfirmed,
    state: 'Drained',
    shows: registration,
    removeAt: drainEnd,
    removable: true,
  },
  {
    name: 'drained, removed',
    when: () => true,
    state: 'Removing',
    shows: registration,
    actions: (facts) => deregister(facts, { evenIfActive: false }),
    removable: true,
  },
];

function recorded({ recordedId }: OldVersionFacts) {
  return { deploymentId: recordedId };
}

function registration({ id, invocations }: OldVersionFacts) {
  return { deploymentId: id, invocations };
}

function suspension({ suspended = '' }: OldVersionFacts): string[] {
  return [suspended];
}

function unknownId(): string[] {
  return ['the admin API does not know its deployment id'];
}

function drainEnd({ drainDelay }: OldVersionFacts): Date {
  return drainDelay.endsAt;
}

function blockers(facts: OldVersionFacts): readonly string[] {
  return facts.blockers ?? [];
}

function hasObject({ main }: ObservedVersion): boolean {
  return main !== undefined;
}

/** The admin API never knew it, this runtime deregistered it, or it goes whatever the admin API knows. */
function isUnregistered({
  observed,
  unreachable,
  id,
  recordedId,
  isForced,
}: OldVersionFacts): boolean {
  if (recordedId === undefined && !hasObject(observed)) {
    // Left behind by a removal, or the history of a Knative version.
    return true;
  }
  if (unreachable !== undefined || id !== undefined) return false;
  return isForced || recordedId === undefined || recordedId === observed.state.deregistering;
}

/** All but its last look is done. */
function isDue(facts: OldVersionFacts): boolean {
  if (facts.isForced) return true;
  if (facts.isServing || blockers(facts).length > 0) return false;
  if (!hasObject(facts.observed)) return true;
  return facts.drainDelay.phase === 'over' && facts.publicServices!.length === 0;
}

function settled({ now }: OldVersionFacts): Date {
  return new Date(now.getTime() + PRIVATE_SETTLE_MS);
}
