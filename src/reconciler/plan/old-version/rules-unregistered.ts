/** Rules of an old version that its admin API does not know, or can't be asked about. */
import { always } from '../rule';
import type { OldVersionFacts } from './facts';
import { drainEnd, group, hasObject, recorded } from './old-version-rule';
import { cleanUp, deleteAll, startDrainDelay } from './removal-actions';
import { cannotReach } from '../../observe/observation';

const UNKNOWN = 'unknown to the admin API';

const NOT_REGISTERED = group(
  isUnregistered,
  {},
  {
    name: 'not registered, cleaned up',
    when: (facts) => cleanUp(facts).length > 0,
    state: 'Removing',
    actions: cleanUp,
  },
  {
    name: 'not registered, at rest',
    when: always,
    state: 'Retained',
  },
);

const UNREACHABLE = group(
  ({ unreachable }) => !!unreachable,
  { shows: recorded },
  {
    // Deleted without being deregistered, it leaves behind services that lead to nothing. So only where
    // the admin API seems to be gone for good, and never where it merely does not let this runtime in.
    name: 'forced, admin API gone',
    when: ({ isForced, isAdminGone }) => isForced && !!isAdminGone,
    state: 'Removing',
    actions: deleteAll,
  },
  {
    name: 'admin API unreachable',
    when: always,
    state: 'Unknown',
    blockers: ({ unreachable }) => [cannotReach(unreachable!)],
  },
);

// The admin API does not know the id that was recorded, by somebody else's hand. It may be a mistake
// (another server at this URL): no haste.
const OF_UNKNOWN_ID = group(
  ({ id }) => !id,
  { shows: recorded },
  {
    // The operator's: which server it was registered with is not written down. The manifest may name another.
    name: `${UNKNOWN}, and of no admin API on record`,
    when: ({ observed }) => !observed.state.registeredWith,
    state: 'Unknown',
    blockers: ({ observed: { main } }) => [
      `no admin API knows its deployment id, and which one gave it is not recorded: let that one be asked with ` +
        `RestateRuntime's admins, or delete ${main?.metadata.name ?? 'it'} by hand`,
    ],
  },
  {
    name: `${UNKNOWN}, drain delay starts`,
    when: ({ drainDelay }) => drainDelay.phase === 'not started',
    state: 'Drained',
    actions: startDrainDelay,
    removeAt: drainEnd,
    blockers: unknownId,
  },
  {
    name: `${UNKNOWN}, waits for drain delay`,
    when: ({ drainDelay }) => drainDelay.phase === 'running',
    state: 'Drained',
    removeAt: drainEnd,
    blockers: unknownId,
  },
  {
    name: `${UNKNOWN}, waits for confirmation`,
    when: ({ isConfirmed }) => !isConfirmed,
    state: 'Drained',
    removable: true,
  },
  {
    name: `${UNKNOWN}, cleaned up`,
    when: always,
    state: 'Removing',
    shows: undefined,
    actions: cleanUp,
    removable: true,
  },
);

export const RULES_UNREGISTERED = [...NOT_REGISTERED, ...UNREACHABLE, ...OF_UNKNOWN_ID];

function unknownId(): string[] {
  return ['the admin API does not know its deployment id'];
}

/** The admin API never knew it, this runtime deregistered it, or it goes whatever the admin API knows. */
function isUnregistered({
  observed,
  unreachable,
  id,
  recordedId,
  isForced,
}: OldVersionFacts): boolean {
  if (!recordedId && !hasObject(observed)) {
    // Left behind by a removal, or the history of a Knative version.
    return true;
  }
  if (unreachable || id) return false;
  return isForced || !recordedId || recordedId === observed.state.deregistering;
}
