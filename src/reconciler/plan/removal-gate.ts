/** What holds back removals, beside the version's own work. */
import { byName, namesOf } from '../lib/named';
import { grouped } from '../lib/once';
import type { DesiredOutcome } from './desired-version/desired-version';
import type { AdminRef, Observation, ObservedVersion } from '../observe/observation';

export interface RemovalGate {
  /** Why nothing at all may be removed. */
  readonly suspended?: string;
  /** Deployment ids of desired versions. */
  readonly idsInUse: ReadonlySet<string>;
  /** Desired deployments of an admin API that are not registered. */
  unregistered(admin: AdminRef): string[];
  /** Whether the desired version of a deployment is registered. */
  isRegistered(deployment: string): boolean;
}

export function removalGate(
  observation: Observation,
  outcomes: readonly DesiredOutcome[],
  others: readonly string[],
): RemovalGate {
  // An apply that is on its way; what stays away, or is another's, does not hold back the others.
  const missing = outcomes
    .filter((outcome) => outcome.reason === 'Missing')
    .map(({ desired }) => desired.object);
  const isRegistered = ({ registered }: DesiredOutcome) => registered;
  const registered = namesOf(outcomes.filter(isRegistered).map(({ desired }) => desired));
  const unregistered = grouped(
    outcomes.filter((outcome) => !isRegistered(outcome)),
    ({ step }) => [step.admin.key],
  );
  return {
    suspended: whySuspended(observation, missing, others),
    unregistered: ({ key }) => (unregistered.get(key) ?? []).map(({ desired }) => desired.name),
    isRegistered: (deployment) => registered.has(deployment),
    idsInUse: new Set(outcomes.flatMap(({ ids }) => ids.flatMap((id) => id ?? []))),
  };
}

function whySuspended(
  { desired, desiredFaults }: Observation,
  missing: readonly string[],
  others: readonly string[],
): string | undefined {
  if (desiredFaults.length > 0) return `the desired state has faults: ${desiredFaults[0]}`;
  if (missing.length > 0) return `desired objects not found yet: ${missing.join(', ')}`;
  return others.length === 0 ? undefined : sameId(others, desired.id);
}

/** @param others what seems to be another app's */
export function sameId(others: readonly string[], id: string): string {
  return (
    `another app seems to use the same runtime id, for ${others.join(', ')}: give each app an id of its own ` +
    `with a RestateRuntime; if they were only renamed, name it ${id}`
  );
}

/**
 * Nothing of the last desired state is in this one, or there are versions that no run has ever seen as desired; and
 * the id is one that the user has not chosen: two apps may have it. Once seen, it holds until nothing of the others
 * is left here, or an id is chosen: the apps may be applied in turns, each then looking as if the other's deployments
 * had left it.
 */
export function othersDeployments({ desired, previous, versions }: Observation): string[] {
  const names = namesOf(desired.deployments);
  if (!desired.idIsDefault || names.size === 0) return [];
  const seen = previous?.othersDeployments ?? [];
  const known = previous?.deployments ?? [];
  const last = known.filter(({ version }) => version !== undefined).map(({ name }) => name);
  const isReplaced = !last.some((name) => names.has(name));
  const unknown = versions
    .filter((each) => isUntouched(each) && !byName(known, each.deployment))
    .map(({ deployment }) => deployment);
  const others = new Set([...unknown, ...seen, ...(isReplaced || seen.length > 0 ? last : [])]);
  const existing = new Set(versions.map(({ deployment }) => deployment));
  return [...others].filter((name) => !names.has(name) && existing.has(name)).sort();
}

/** No run has written anything on it. */
function isUntouched({ mode, main, state }: ObservedVersion): boolean {
  const { deploymentId, services, removedAt } = state;
  return mode !== 'Endpoint' && !!main && !deploymentId && !services && !removedAt;
}
