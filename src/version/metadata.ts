import { LABELS, MANAGED_BY } from '../contract';

/** The annotation that holds what the hash of a version was made of. */
export const POD_TEMPLATE = 'restate.dev/pod-template';

/** By these the objects of all versions of a deployment are found. */
export function versionLabels(name: string): { [key: string]: string } {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.ownedBy]: name };
}
