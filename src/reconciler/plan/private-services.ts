/**
 * Services that a removal has made private, and that are to be public again once a desired version serves them.
 *
 * A version's annotation says so; the status does, too, since the object may be deleted by hand; and what one version
 * says holds for whichever version has the service now, since two may be one deployment of the server.
 */
import { oncePer } from '../lib/once';
import type { AdminRef, AdminView, Observation } from '../observe/observation';
import { adminOfVersion, formerRegistrationOf } from '../observe/refs';

/** Of private services, those that are so not by anybody's choice. */
export function privateByRemoval(
  closed: readonly string[],
  admin: AdminRef,
  observation: Observation,
): readonly string[] {
  if (closed.length === 0) return closed;
  const onVersions = notedOnVersions(observation).get(admin.url);
  // An admin API that is told otherwise is another server.
  const inStatus = notedInStatus(observation).get(admin.key);
  return closed.filter((service) => onVersions?.has(service) || inStatus?.has(service));
}

/** Whether a service is this deployment's and private. */
export function isPrivate(service: string, id: string, { latest }: AdminView): boolean {
  const holder = latest.get(service);
  return holder?.id === id && !holder.isPublic;
}

/** By the URL of the server. */
const notedOnVersions = oncePer((observation: Observation) => {
  const noted = observation.versions.filter(({ state }) => state.privateServices.length > 0);
  return united(noted, (version) => {
    // It is a former server that made them private, as long as there is one.
    const registration = formerRegistrationOf(version) ?? version;
    return [adminOfVersion(observation, registration)?.url, version.state.privateServices];
  });
});

/** By the key of the admin API. */
const notedInStatus = oncePer(({ previous }: Observation) => {
  const noted = (previous?.deployments ?? []).flatMap(({ admin: ofDeployment, versions }) =>
    versions
      .filter(({ privateServices = [] }) => privateServices.length > 0)
      .map((version) => ({ key: version.admin?.key ?? ofDeployment, ...version })),
  );
  return united(noted, ({ key, privateServices = [] }) => [key, privateServices]);
});

/** Keys, and for each the services of all that have it. */
function united<T>(
  all: readonly T[],
  read: (each: T) => [key: string | undefined, services: readonly string[]],
): ReadonlyMap<string | undefined, ReadonlySet<string>> {
  const services = new Map<string | undefined, Set<string>>();
  for (const each of all) {
    const [key, more] = read(each);
    const known = services.get(key) ?? new Set();
    services.set(key, known);
    for (const service of more) known.add(service);
  }
  return services;
}
