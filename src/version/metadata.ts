import { LABELS, MANAGED_BY } from '../contract';

/** Labels that select the objects of all versions of a deployment. */
export function versionLabels(name: string): { [key: string]: string } {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.ownedBy]: name };
}
