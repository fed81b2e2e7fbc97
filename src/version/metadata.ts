import { LABELS, MANAGED_BY } from '../contract';

/** The annotation with the pod template that the hash of a version was computed from. */
export const POD_TEMPLATE = 'restate.dev/pod-template';

/** Labels that select the objects of all versions of a deployment. */
export function versionLabels(name: string): { [key: string]: string } {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.ownedBy]: name };
}
