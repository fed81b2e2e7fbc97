import type { DesiredDeployment } from '../../contract';
import { isFailure } from '../observe/observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from '../observe/observation';

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
 */
export function adminOfVersion(
  observation: Observation,
  version: Pick<ObservedVersion, 'admin' | 'deployment' | 'state'>,
): AdminRef | undefined {
  const { desired } = observation;
  const successor = desired.deployments.find(({ name }) => name === version.deployment);
  const key = version.admin?.key ?? successor?.admin;
  const known = desired.admins.find((admin) => admin.key === key);
  if (known === undefined) return version.admin;
  const ref = { key: known.key, url: known.url };
  if (version.admin === undefined || version.admin.url === known.url) return ref;
  const view = viewOf(observation, ref);
  const { deploymentId } = version.state;
  if (isFailure(view) || (deploymentId !== undefined && view.deployments.has(deploymentId))) {
    return ref;
  }
  return version.admin;
}

export function viewOf(
  observation: Observation,
  admin: AdminRef | undefined,
): AdminView | AdminFailure {
  if (admin === undefined) return { failure: 'nothing tells which admin API it belongs to' };
  return observation.admins.get(adminRef(admin)) ?? { failure: 'the admin API was not asked' };
}
