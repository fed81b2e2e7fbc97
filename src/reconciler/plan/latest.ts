/**
 * Whether a registered version is the latest for its services, and what to do about each service
 * for which it is not.
 *
 * Registering again takes a service back. It is not done against another deployment that is desired
 * as well, nor again and again against somebody else: two that both insist would never end.
 */
import type { DesiredDeployment } from '../../contract';
import type { AdminView, Observation } from '../observe/observation';

export interface LatestFinding {
  /** Services to take back. */
  readonly reclaim: readonly string[];
  /** Sentences about services that are left to others. */
  readonly taken: readonly string[];
}

export function latestIn(
  desired: DesiredDeployment,
  id: string,
  services: readonly string[],
  view: AdminView,
  observation: Observation,
): LatestFinding {
  const reclaim: string[] = [];
  const taken: string[] = [];
  for (const service of services) {
    const holder = view.latest.get(service)?.id;
    if (holder === id) continue;
    const why = holder === undefined ? undefined : leaveTo(holder, desired, view, observation);
    if (why === undefined) reclaim.push(service);
    else taken.push(`the service ${service} is served by ${why}`);
  }
  return { reclaim, taken };
}

/** Undefined when the service has to be taken back from the holder. */
function leaveTo(
  holder: string,
  desired: DesiredDeployment,
  view: AdminView,
  observation: Observation,
): string | undefined {
  const version = observation.versions.find(({ state }) => state.deploymentId === holder);
  const other = observation.desired.deployments.find(
    ({ object, name }) => name !== desired.name && object === version?.object,
  );
  if (other) return `the deployment ${other.name} (${holder}), which is desired as well`;
  if (version || looksLikeOurs(view.deployments.get(holder), desired, observation)) {
    return undefined;
  }
  const before = observation.previous?.deployments.find(({ name }) => name === desired.name);
  const ready = before?.conditions.find(({ type }) => type === 'Ready');
  const done = before?.hash === desired.hash && ready?.status === 'True';
  return done
    ? `${view.deployments.get(holder) ?? holder}, which was registered after version ${desired.version} by somebody else`
    : undefined;
}

/** A version whose objects somebody has deleted by hand: its URI tells whose it was. */
function looksLikeOurs(
  uri: string | undefined,
  { name }: DesiredDeployment,
  { namespace }: Observation,
): boolean {
  if (uri === undefined || !URL.canParse(uri)) return false;
  const [service, itsNamespace] = new URL(uri).hostname.split('.');
  return itsNamespace === namespace && service.replace(/-[^-]*$/, '') === name;
}
