/**
 * In which order versions go that offer the same service: without its latest deployment, the server falls back to
 * the one before, which may be open to calls although the latest was not.
 */
import { objectsOf } from '../../lib/named';
import { findByUri } from '../../observe/admin';
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
  const wanted = objectsOf([observed, ...desired.deployments]);
  return versions
    .filter((other) => {
      if (wanted.has(other.object) || !offers(other, observed, held)) return false;
      const otherId = registeredAs(other, view);
      if (!otherId || otherId === id || idsInUse.has(otherId)) return false;
      // Each may be the latest for a service that both offer: then their names decide.
      const isMutual = offers(observed, other, heldServices(view, otherId));
      return !isMutual || other.object < observed.object;
    })
    .map(({ object }) => object);
}

/** What a version offers that an operator registered is not known. */
function offers(
  { state: { services }, deployment }: ObservedVersion,
  latest: ObservedVersion,
  held: readonly string[],
): boolean {
  return held.some((service) => services?.includes(service) ?? deployment === latest.deployment);
}

/** The id by which an admin API knows a version: it may be the one that registered it last, or one before. */
export function registeredAs({ state, uri }: ObservedVersion, view: AdminView): string | undefined {
  const { deploymentId, formerRegistrations = [] } = state;
  const ids = [deploymentId, ...formerRegistrations.map(({ id }) => id)];
  return ids.find((id) => id && view.deployments.has(id)) ?? (uri && findByUri(view, uri));
}
