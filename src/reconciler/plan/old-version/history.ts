/** Which retained versions go: those beyond the limit of their deployment, the oldest first. */
import { newestFirst } from '../newest-first';
import type { OldOutcome } from './old-version';
import { DEFAULT_REVISION_HISTORY_LIMIT } from '../../../contract';
import { byName } from '../../lib/named';
import type { Observation, ObservedVersion } from '../../observe/observation';
import { isGoing } from '../going';

/** Name of the rule, as the status shows it: what the others say of the version is not enough for it. */
export const BEYOND_LIMIT = 'beyond the history limit';

export function retainedBeyondLimit(
  { desired }: Observation,
  outcomes: readonly OldOutcome[],
): Set<ObservedVersion> {
  const retained = outcomes
    .filter(
      ({ status, step }) =>
        status.state === 'Retained' && !status.blockers && step.actions.length === 0,
    )
    .map(({ observed }) => observed)
    .sort(newestFirst);
  const kept = new Map<string, number>();
  return new Set(
    retained.filter((version) => {
      const limit = limitOf(version, desired.deployments);
      const count = kept.get(version.deployment) ?? 0;
      if (!isHistory(version) || count >= limit) return true;
      kept.set(version.deployment, count + 1);
      return false;
    }),
  );
}

/** A deployment that has left the desired state has no history. */
function limitOf(
  { deployment }: ObservedVersion,
  deployments: Observation['desired']['deployments'],
): number {
  const entry = byName(deployments, deployment);
  return entry ? (entry.revisionHistoryLimit ?? DEFAULT_REVISION_HISTORY_LIMIT) : 0;
}

/**
 * Worth a roll back: it was registered once, and its pods can come back. A version that never was
 * would only push out one that worked.
 */
function isHistory({ mode, state, main, parts }: ObservedVersion): boolean {
  if (mode === 'KnativeConfiguration') {
    return parts.some(({ kind, object }) => kind === 'configurations' && !isGoing(object));
  }
  if (mode !== 'ReplicaSet' || !main) return false;
  return !!state.services && !isGoing(main);
}
