/** Rules of an old version that hold whatever its admin API says. */
import { always } from '../rule';
import type { OldVersionFacts } from './facts';
import { group, hasObject, recorded } from './old-version-rule';
import { forgetRemoval, recordRemoval } from './removal-actions';
import { hasPruningMarks } from '../../observe/pruning';

export const RULES_WHATEVER_ADMIN = group(
  always,
  { shows: recorded },
  {
    // Applied again after it was registered, and followed by another before any run could see that. Also
    // where nothing may be changed: it takes nothing away, and kubectl would.
    name: 'kubectl could prune it',
    when: ({ observed }) => hasObject(observed) && hasPruningMarks(observed),
    state: 'Draining',
    actions: () => [{ type: 'remove-marks' }],
  },
  {
    name: 'returned to the desired state',
    when: ({ observed, successor }) => !!successor && !!observed.state.removedAt,
    state: 'Draining',
    actions: forgetRemoval,
  },
  {
    name: 'paused',
    when: ({ successor }) => successor?.paused === true,
    state: 'Draining',
    blockers: () => ['paused'],
  },
  {
    name: 'removals suspended',
    when: ({ suspended, recordedId }) => !!suspended && !!recordedId,
    state: 'Draining',
    blockers: suspension,
  },
  {
    name: 'removals suspended, at rest',
    when: ({ suspended }) => !!suspended,
    state: 'Retained',
    blockers: suspension,
  },
  {
    name: 'left the desired state',
    when: ({ observed, successor, isRemovalNew, recordedId }) =>
      (hasObject(observed) || !!recordedId) && !successor && isRemovalNew,
    state: 'Draining',
    actions: recordRemoval,
    removedAt: ({ removedSince }) => removedSince,
  },
);

function suspension({ suspended = '' }: OldVersionFacts): string[] {
  return [suspended];
}
