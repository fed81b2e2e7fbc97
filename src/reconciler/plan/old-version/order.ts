/**
 * In which order versions go that offer the same service: without its latest deployment, the server falls back to
 * the one before, which may be open to calls although the latest was not.
 */
import { byObject } from '../../lib/named';
import { grouped, oncePer } from '../../lib/once';
import { findByUri } from '../../observe/admin';
import { versionsOf } from '../../observe/find-version';
import type { AdminView, Observation, ObservedVersion } from '../../observe/observation';
import { heldServices } from '../blockers';

/** Objects of the versions that have to be deregistered before this one; those that are desired are none of them. */
export function olderVersions(
  observed: ObservedVersion,
  id: string,
  view: AdminView,
  { versions, desired }: Pick<Observation, 'versions' | 'desired'>,
  idsInUse: ReadonlySet<string>,
): string[] {
  const held = heldServices(view, id);
  return offering(held, observed, versions)
    .filter((other) => {
      if (other.object === observed.object || byObject(desired.deployments, other.object)) {
        return false;
      }
      const otherId = registeredAs(other, view);
      if (!otherId || otherId === id || idsInUse.has(otherId)) return false;
      // Each may be the latest for a service that both offer: then what is known decides, or else their names.
      const back = offers(observed, other, heldServices(view, otherId));
      const there = offers(other, observed, held);
      return there === back ? other.object < observed.object : there > back;
    })
    .map(({ object }) => object);
}

const withService = oncePer((versions: readonly ObservedVersion[]) =>
  grouped(versions, ({ state }) => state.services ?? []),
);

/** All that offer one of the services that a version holds, and what may do so. */
function offering(
  held: readonly string[],
  latest: ObservedVersion,
  versions: readonly ObservedVersion[],
): ObservedVersion[] {
  if (held.length === 0) return [];
  const known = held.flatMap((service) => withService(versions).get(service) ?? []);
  const likely = versionsOf(versions, latest.deployment).filter(
    (other) => offers(other, latest, held) > NONE,
  );
  return [...new Set([...likely, ...known])];
}

const NONE = 0;
/** What a version offers that an operator registered is not known, but probably what its deployment does. */
const LIKELY = 1;
const KNOWN = 2;

/** Whether a version offers one of the services that another holds. */
function offers(
  { state: { services }, deployment }: ObservedVersion,
  latest: ObservedVersion,
  held: readonly string[],
): number {
  if (held.length === 0) return NONE;
  if (services) return held.some((each) => services.includes(each)) ? KNOWN : NONE;
  return deployment === latest.deployment ? LIKELY : NONE;
}

/** The id by which an admin API knows a version: it may be the one that registered it last, or one before. */
export function registeredAs({ state, uri }: ObservedVersion, view: AdminView): string | undefined {
  const { deploymentId, formerRegistrations = [] } = state;
  const ids = [deploymentId, ...formerRegistrations.map(({ id }) => id)];
  return ids.find((id) => id && view.deployments.has(id)) ?? (uri && findByUri(view, uri));
}
