/** Versions by what is known of them. */
import type { ObservedVersion } from './observation';
import { firstOf, grouped, oncePer } from '../lib/once';

type Versions = readonly ObservedVersion[];

const withMain = oncePer((versions: Versions) =>
  firstOf(
    versions.filter(({ main }) => !!main),
    ({ object }) => object,
  ),
);
export const versionsByDeployment = oncePer((versions: Versions) =>
  grouped(versions, ({ deployment }) => [deployment]),
);
const withIds = oncePer((versions: Versions) =>
  firstOf(versions, ({ state }) => state.deploymentId),
);

/** The version of an object that is there. */
export function existingVersion(versions: Versions, object: string): ObservedVersion | undefined {
  return withMain(versions).get(object);
}

export function versionsOf(versions: Versions, deployment: string): readonly ObservedVersion[] {
  return versionsByDeployment(versions).get(deployment) ?? [];
}

/** The version that has a deployment id on record. */
export function versionWithId(versions: Versions, id: string): ObservedVersion | undefined {
  return withIds(versions).get(id);
}
