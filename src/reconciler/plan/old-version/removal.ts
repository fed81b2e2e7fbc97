/**
 * The removal of a deployment that has left the desired state: when it began, and by which policy it goes on.
 *
 * The policy is the one that the deployment had when it left, whatever it was when an older version was made. No
 * desired state says it any more, only the annotations of the version that was desired last; so it is recorded on all
 * its versions, which may outlive that one.
 */
import type { DeletionPolicy, VersionStatus } from '../../../contract';
import { DEFAULT_DELETION_POLICY, formatDeletionPolicy } from '../../../contract';
import { byName, objectsOf } from '../../lib/named';
import { oncePer } from '../../lib/once';
import { versionsByDeployment } from '../../observe/find-version';
import type { Observation, ObservedVersion } from '../../observe/observation';
import { newestFirst } from '../newest-first';

/**
 * Nothing is recorded of it; or what is recorded is older than the desired state, though the status still has the
 * deployment as desired: it was back in the meantime, and no run could write that on this version.
 */
export function isRemovalNew(
  { deployment, state: { removedAt } }: ObservedVersion,
  observation: Observation,
): boolean {
  if (!removedAt) return true;
  const { desiredSince } = observation;
  const wasDesired = statusOf(deployment, observation)?.version !== undefined;
  return wasDesired && !!desiredSince && removedAt < desiredSince;
}

export function removalPolicy(version: ObservedVersion, observation: Observation): DeletionPolicy {
  if (isRecorded(version, observation)) return version.state.removalPolicy!;
  return (
    policiesOfDeployments(observation).get(version.deployment) ??
    version.deletionPolicy ??
    DEFAULT_DELETION_POLICY
  );
}

function isRecorded(version: ObservedVersion, observation: Observation): boolean {
  return !!version.state.removalPolicy && !isRemovalNew(version, observation);
}

/** Of those that have left, as far as one of their versions tells it. */
const policiesOfDeployments = oncePer(
  (observation: Observation) =>
    new Map(
      [...versionsByDeployment(observation.versions)].map(([deployment, all]) => [
        deployment,
        all.find((each) => isRecorded(each, observation))?.state.removalPolicy ??
          lastDesired(deployment, all, observation)?.deletionPolicy,
      ]),
    ),
);

/** As the status has it. */
export function notedPolicy(policy: DeletionPolicy): Pick<VersionStatus, 'deletionPolicy'> {
  return policy.type === DEFAULT_DELETION_POLICY.type
    ? {}
    : { deletionPolicy: formatDeletionPolicy(policy) };
}

/**
 * A version that no run has seen yet is newer than the status; else it is the one that the status has as desired,
 * which after a roll back is not the newest.
 */
function lastDesired(
  deployment: string,
  all: readonly ObservedVersion[],
  observation: Observation,
): ObservedVersion | undefined {
  const status = statusOf(deployment, observation);
  const newest = all.filter(({ deletionPolicy }) => deletionPolicy).sort(newestFirst);
  // Also where nothing could be recorded when it left, since removals were suspended.
  const last = status?.version ?? status?.lastVersion;
  if (!status || !last) return newest[0];
  const seen = objectsOf(status.versions);
  return (
    newest.find(({ object }) => !seen.has(object)) ??
    newest.find(({ version }) => version === last) ??
    newest[0]
  );
}

function statusOf(deployment: string, { previous }: Observation) {
  return byName(previous?.deployments, deployment);
}
