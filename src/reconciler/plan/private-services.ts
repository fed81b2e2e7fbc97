/**
 * Services that a removal has made private, and that are to be public again once a desired version serves them.
 *
 * A version's annotation says so; the status does, too, since the object may be deleted by hand; and what one version
 * says holds for whichever version has the service now, since two may be one deployment of the server.
 */
import type { AdminRef, AdminView, Observation } from '../observe/observation';
import { adminOfVersion, formerRegistrationOf } from '../observe/refs';

/** Of private services, those that are so not by anybody's choice. */
export function privateByRemoval(
  closed: readonly string[],
  admin: AdminRef,
  observation: Observation,
): readonly string[] {
  if (closed.length === 0) return closed;
  const noted = [...notedOnVersions(admin, observation), ...notedInStatus(admin, observation)];
  return closed.filter((service) => noted.includes(service));
}

/** Whether a service is this deployment's and private. */
export function isPrivate(service: string, id: string, { latest }: AdminView): boolean {
  const holder = latest.get(service);
  return holder?.id === id && !holder.isPublic;
}

function notedOnVersions(admin: AdminRef, observation: Observation): string[] {
  return observation.versions
    .filter(({ state }) => state.privateServices.length > 0)
    .filter((version) => {
      // It is a former server that made them private, as long as there is one.
      const registration = formerRegistrationOf(version) ?? version;
      return adminOfVersion(observation, registration)?.url === admin.url;
    })
    .flatMap(({ state }) => state.privateServices);
}

/** An admin API that is told otherwise is another server. */
function notedInStatus({ key }: AdminRef, { previous }: Observation): readonly string[] {
  return (previous?.deployments ?? []).flatMap((deployment) =>
    deployment.versions
      .filter(({ admin }) => (admin?.key ?? deployment.admin) === key)
      .flatMap(({ privateServices = [] }) => privateServices),
  );
}
