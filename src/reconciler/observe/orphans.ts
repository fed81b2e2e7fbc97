/**
 * Registrations without their ReplicaSet: somebody has deleted it while the server still had the version.
 *
 * Only what an earlier run has written down counts, with an id that the server still knows: it has made
 * no other deployment of that id, so that it can be nobody else's.
 */
import { isFailure } from './observation';
import type { AdminRef, Observation, ObservedVersion } from './observation';
import { adminThatKnows, byKey, refOf, viewOf } from './refs';
import { readDate } from './version-annotations';
import { parseDeletionPolicy } from '../../contract';
import type { DeploymentStatus, VersionStatus } from '../../contract';
import { byName, byObject, objectsOf } from '../lib/named';

/** The versions in the status that have no ReplicaSet among the objects found. */
export function orphanedVersions(observation: Observation): ObservedVersion[] {
  const { desired, versions } = observation;
  const wanted = objectsOf(desired.deployments);
  const known = new Set(versions.map(({ state }) => state.deploymentId));
  return recordedAlone(observation)
    .filter(({ version }) => !wanted.has(version.object))
    .map(({ deployment, version }) => fromStatus(deployment, version, observation))
    .filter(
      (version): version is ObservedVersion =>
        version !== undefined &&
        !known.has(version.state.deploymentId) &&
        isRegistered(version, observation),
    );
}

/** What the status has, and no main object. */
function recordedAlone({ versions, previous }: Observation) {
  const existing = objectsOf(versions.filter(({ main }) => main));
  return (previous?.deployments ?? []).flatMap((deployment) =>
    deployment.versions
      .filter(({ object }) => !existing.has(object))
      .map((version) => ({ deployment, version })),
  );
}

function fromStatus(
  { name, admin: key }: DeploymentStatus,
  {
    version,
    object,
    mode,
    uri,
    deploymentId,
    admin: recorded,
    privateServices = [],
    deletionPolicy,
    removedAt,
  }: VersionStatus,
  observation: Observation,
): ObservedVersion | undefined {
  const admin = deploymentId ? adminOf(deploymentId, recorded ?? key, observation) : undefined;
  if (mode !== 'ReplicaSet' || !deploymentId || !admin) return undefined;
  const policy = parseDeletionPolicy(deletionPolicy ?? '');
  // A deployment that is back is not being removed.
  const isBack = byName(observation.desired.deployments, name) !== undefined;
  const left = byObject(observation.versions, object);
  return {
    deployment: name,
    version,
    object,
    mode,
    createdAt: left?.createdAt ?? '',
    parts: left?.parts ?? [],
    uri,
    admin,
    deletionPolicy: policy,
    state: {
      deploymentId,
      privateServices,
      ...(!isBack && { removedAt: readDate(removedAt), removalPolicy: policy }),
    },
  };
}

/** By its key; or, with another URL, by the id; else by the URL that it had. */
function adminOf(
  id: string,
  recorded: AdminRef | string,
  observation: Observation,
): AdminRef | undefined {
  const ref = typeof recorded === 'string' ? undefined : recorded;
  const known = byKey(observation, ref?.key ?? (recorded as string));
  if (known) return refOf(known);
  return adminThatKnows(observation, id) ?? ref;
}

/** The admin APIs that an earlier run has written down for versions of which no object is left to tell. */
export function adminsOfOrphans(observation: Observation): AdminRef[] {
  return recordedAlone(observation).flatMap(({ version }) => version.admin ?? []);
}

/** Or the admin API can't say. */
function isRegistered({ admin, state }: ObservedVersion, observation: Observation): boolean {
  const view = viewOf(observation, admin);
  return isFailure(view) || view.deployments.has(state.deploymentId ?? '');
}
