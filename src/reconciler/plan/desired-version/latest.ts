/**
 * Whether a registered version is the latest for its services, and what to do about each service
 * for which it is not.
 *
 * Registering again takes a service back. It is not done against another deployment that is desired
 * as well, nor again and again against somebody else: two that both insist would never end.
 */
import type { DesiredDeployment } from '../../../contract';
import { byObject } from '../../lib/named';
import { versionWithId } from '../../observe/find-version';
import type { AdminView, Observation } from '../../observe/observation';

export interface LatestCheck {
  /** Services to take back. */
  readonly reclaim: readonly string[];
  /** Sentences about services that are left to others. */
  readonly leftToOthers: readonly string[];
}

/** @param wasLatest whether it has been registered and the latest since this desired state was applied */
export function checkLatest(
  desired: DesiredDeployment,
  id: string,
  services: readonly string[],
  view: AdminView,
  observation: Observation,
  wasLatest: boolean,
): LatestCheck {
  const reclaim: string[] = [];
  const leftToOthers: string[] = [];
  for (const service of services) {
    const holder = view.latest.get(service)?.id;
    if (holder === id) continue;
    const other = holder ? leftTo(holder, desired, view, observation, wasLatest) : undefined;
    if (!other) reclaim.push(service);
    else leftToOthers.push(`the service ${service} is served by ${other}`);
  }
  return { reclaim, leftToOthers };
}

/** Undefined when the service has to be taken back from the holder. */
function leftTo(
  holder: string,
  desired: DesiredDeployment,
  view: AdminView,
  observation: Observation,
  wasLatest: boolean,
): string | undefined {
  const version = versionWithId(observation.versions, holder);
  const other = version && byObject(observation.desired.deployments, version.object);
  if (other && other.name !== desired.name) {
    return `the deployment ${other.name} (${holder}), which is desired as well`;
  }
  const uri = view.deployments.get(holder);
  if (version || looksLikeOurs(uri, desired, observation) || !wasLatest) return undefined;
  const object = objectOf(uri, observation);
  const runtime = observation.foreign.get(object ?? '');
  if (runtime !== undefined) {
    return `${object} (${holder}) of the runtime ${runtime}: leave the service to one of the two apps`;
  }
  return `${uri ?? holder}, which another client registered after version ${desired.version}`;
}

/** Its URI is that of a version whose objects were deleted by hand, and not that of another runtime's. */
function looksLikeOurs(
  uri: string | undefined,
  { name }: DesiredDeployment,
  observation: Observation,
): boolean {
  const object = objectOf(uri, observation);
  return object?.replace(/-[^-]*$/, '') === name && !observation.foreign.has(object);
}

/** The object in the namespace that a URI leads to. */
function objectOf(uri: string | undefined, { namespace }: Observation): string | undefined {
  if (!uri || !URL.canParse(uri)) return undefined;
  const [object, itsNamespace] = new URL(uri).hostname.split('.');
  return itsNamespace === namespace ? object : undefined;
}
