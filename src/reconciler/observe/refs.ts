import { isFailure } from './observation';
import type {
  AdminFailure,
  AdminRef,
  AdminView,
  Observation,
  ObservedVersion,
} from './observation';
import type { DesiredDeployment } from '../../contract';
import { byName } from '../lib/named';

/** Key of the map of admin APIs. */
export function adminRef({ key, url }: AdminRef): string {
  return `${key} ${url}`;
}

/** Of a key of that map. */
function refOfKey(ref: string): AdminRef {
  const [key, url] = ref.split(' ');
  return { key, url };
}

/** Without how it is accessed. */
export function refOf({ key, url }: AdminRef): AdminRef {
  return { key, url };
}

export function byKey({ desired }: Pick<Observation, 'desired'>, key: string | undefined) {
  return desired.admins.find((admin) => admin.key === key);
}

/** The admin API of a desired deployment; the parser checks that there is one. */
export function adminOfDesired(observation: Observation, { admin }: DesiredDeployment): AdminRef {
  return refOf(byKey(observation, admin)!);
}

/**
 * The admin API that a version was made for. Its key has a hash of its URL in it: when that has changed
 * since, the key is not desired any more, and leads to whichever desired admin API knows the version's
 * id, which no other server would have given. Where none does, the former URL is asked, without
 * credentials: an annotation must not decide where a token is sent.
 */
export function adminOfVersion(
  observation: Observation,
  version: Pick<
    ObservedVersion,
    'admin' | 'deployment' | 'state' | 'replicas' | 'furtherRegistrations'
  >,
): AdminRef | undefined {
  const { desired } = observation;
  const successor = byName(desired.deployments, version.deployment);
  // Where its id is from, if that is known: the manifest may name another, which did not register it yet.
  const { deploymentId, registeredWith } = version.state;
  const recorded = (deploymentId ? registeredWith : undefined) ?? version.admin;
  // What gave its id to the operator is not recorded: the manifest that took it over may name another.
  if (deploymentId && !registeredWith) {
    const knows = adminThatKnows(observation, deploymentId);
    // As a former registration it is none of the server that has the version now, under another id.
    if (knows || version.furtherRegistrations) return knows;
  }
  const key = recorded?.key ?? successor?.admin;
  const known = byKey(observation, key);
  if (known) return refOf(known);
  return movedTo(observation, version, successor) ?? recorded;
}

/**
 * A version as the first of its former registrations: it is that server's alone until the server needs it no more, and
 * then the next one's.
 */
export function formerRegistrationOf(version: ObservedVersion): ObservedVersion | undefined {
  const [former, ...furtherRegistrations] = version.state.formerRegistrations ?? [];
  if (!former) return undefined;
  const { id: deploymentId, key, url } = former;
  const registeredWith = key !== undefined && url !== undefined ? { key, url } : undefined;
  const state = { ...version.state, deploymentId, registeredWith };
  return { ...version, state, furtherRegistrations };
}

function movedTo(
  observation: Observation,
  { state: { deploymentId }, replicas }: Pick<ObservedVersion, 'state' | 'replicas'>,
  successor: DesiredDeployment | undefined,
): AdminRef | undefined {
  if (!deploymentId) {
    // Deregistered and at rest. One with pods may be registered although its id was not written down.
    const atRest = replicas?.desired === 0 && successor;
    return atRest ? adminOfDesired(observation, successor) : undefined;
  }
  return adminThatKnows(observation, deploymentId);
}

/**
 * The admin API that has given the id: it has given each of them once, and no other has. A desired one, if it is asked
 * under two URLs; else one that is asked because of another version.
 */
export function adminThatKnows(observation: Observation, id: string): AdminRef | undefined {
  const { desired, admins } = observation;
  const all = [...desired.admins.map(refOf), ...[...admins.keys()].map(refOfKey)];
  return all.find((each) => {
    const view = viewOf(observation, each);
    return !isFailure(view) && view.deployments.has(id);
  });
}

const NOT_RECORDED: AdminFailure = {
  failure:
    'none is recorded for this version; add the one that has it to the admins of the RestateRuntime, or delete the version by hand',
  since: -Infinity,
};

export function viewOf(
  { admins }: Pick<Observation, 'admins'>,
  admin: AdminRef | undefined,
): AdminView | AdminFailure {
  if (!admin) return NOT_RECORDED;
  return admins.get(adminRef(admin)) ?? { failure: 'the admin API was not queried' };
}
