import { isFailure } from './observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from './observation';
import type { DesiredDeployment } from '../../contract';

/** Key of the map of admin APIs. */
export function adminRef({ key, url }: AdminRef): string {
  return `${key} ${url}`;
}

/** The admin API of a desired deployment; the parser has seen to it that there is one. */
export function adminOfDesired(observation: Observation, { admin }: DesiredDeployment): AdminRef {
  const { key, url } = observation.desired.admins.find(({ key: each }) => each === admin)!;
  return { key, url };
}

/**
 * The admin API that a version was made for. When its URL has changed since, the version is looked
 * for at the new one; but as long as that does not know it, it may be another server, and the old one
 * is asked (without credentials: an annotation must not decide where a token is sent).
 *
 * The key has a hash of the URL in it. One that is not desired any more leads to whichever desired admin
 * API knows the version's id, which no other server would have given.
 */
export function adminOfVersion(
  observation: Observation,
  version: Pick<ObservedVersion, 'admin' | 'deployment' | 'state' | 'replicas'>,
): AdminRef | undefined {
  const { desired } = observation;
  const successor = desired.deployments.find(({ name }) => name === version.deployment);
  const key = version.admin?.key ?? successor?.admin;
  const known = desired.admins.find((admin) => admin.key === key);
  if (known === undefined) return movedTo(observation, version, successor) ?? version.admin;
  const ref = { key: known.key, url: known.url };
  if (version.admin === undefined || version.admin.url === known.url) return ref;
  const view = viewOf(observation, ref);
  const { deploymentId } = version.state;
  if (isFailure(view) || (deploymentId !== undefined && view.deployments.has(deploymentId))) {
    return ref;
  }
  return version.admin;
}

function movedTo(
  observation: Observation,
  { state: { deploymentId }, replicas }: Pick<ObservedVersion, 'state' | 'replicas'>,
  successor: DesiredDeployment | undefined,
): AdminRef | undefined {
  if (deploymentId === undefined) {
    // Deregistered and at rest. One with pods may be registered although its id was not written down.
    const atRest = replicas?.desired === 0 && successor !== undefined;
    return atRest ? adminOfDesired(observation, successor) : undefined;
  }
  return observation.desired.admins.find((each) => {
    const view = viewOf(observation, each);
    return !isFailure(view) && view.deployments.has(deploymentId);
  });
}

export function viewOf(
  observation: Observation,
  admin: AdminRef | undefined,
): AdminView | AdminFailure {
  if (admin === undefined) return { failure: 'nothing tells which admin API it belongs to' };
  return observation.admins.get(adminRef(admin)) ?? { failure: 'the admin API was not asked' };
}
