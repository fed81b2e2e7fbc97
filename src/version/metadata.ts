import type { VersionModel } from './model';
import { LABELS, MANAGED_BY } from '../contract';
import type { VersionDescription } from '../contract';

/** The annotation that holds what the hash of a version was made of. */
export const POD_TEMPLATE = 'restate.dev/pod-template';

/** By these the objects of all versions of a deployment are found. */
export function versionLabels(name: string): { [key: string]: string } {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.ownedBy]: name };
}

/** What the runtime has to know of a version when the app no longer says it. */
export function versionDescription(
  model: VersionModel & { readonly hash: string },
  uri: string,
): VersionDescription {
  return {
    version: model.hash,
    admin: model.admin.key,
    adminUrl: model.admin.url,
    uri,
    drainDelaySeconds: model.drainDelaySeconds,
    deletionPolicy: model.deletionPolicy,
  };
}
