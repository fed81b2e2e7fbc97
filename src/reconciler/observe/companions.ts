/** The user's objects that live as long as the versions that name them. */
import { existingVersion } from './find-version';
import type { ObservedCompanion, ObservedVersion } from './observation';
import { isMarked } from './pruning';
import type { DesiredCompanion, DesiredDeployment } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';

/** Without what they hold, which may be secret. */
export type FindCompanion = (companion: DesiredCompanion) => Promise<KubernetesObject | undefined>;

/**
 * Of the desired versions, those companions that are not there, or that the version does not own yet. Those of old
 * versions are not looked at: what owns them was written while they were desired, and Kubernetes deletes them.
 */
export async function observeCompanions(
  desired: readonly DesiredDeployment[],
  versions: readonly ObservedVersion[],
  find: FindCompanion,
): Promise<ReadonlyMap<string, readonly ObservedCompanion[]>> {
  const entries = desired.map(async ({ name, object, companions = [] }) => {
    const main = existingVersion(versions, object)?.main;
    const observed = main ? companions.map((each) => observeCompanion(each, main, find)) : [];
    return [name, (await Promise.all(observed)).flat()] as const;
  });
  return new Map(await Promise.all(entries));
}

/** What can't be read is there, as far as anybody knows; to own it fails then, and says why. */
async function observeCompanion(
  desired: DesiredCompanion,
  main: KubernetesObject,
  find: FindCompanion,
): Promise<ObservedCompanion[]> {
  const found = await find(desired).catch(() => null);
  if (found === null) return [{ desired, isMissing: false }];
  if (found === undefined) return [{ desired, isMissing: true }];
  return isOwnedBy(found, main) && !isMarked(found) ? [] : [{ desired, isMissing: false }];
}

export function isOwnedBy({ metadata }: KubernetesObject, owner: KubernetesObject): boolean {
  return (metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid);
}
