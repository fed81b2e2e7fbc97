/** Whose the objects are that have the labels of versions. */
import { isMadeByKnative } from './knative';
import { LABELS, MANAGED_BY_OPERATOR } from '../../contract';
import type { DesiredState } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';

/**
 * An object is this runtime's by its label. The operator's (no such label) are taken over when the
 * desired state has their deployment's name and the operator's resource no longer controls them.
 *
 * @param foreign gets the objects that have a desired name and are another runtime's, with its id
 */
export function ownership(desired: DesiredState, foreign: Map<string, string>) {
  const deployments = new Set(desired.deployments.map(({ name }) => name));
  const objects = new Set(desired.deployments.map(({ object }) => object));
  return ({ metadata }: KubernetesObject): boolean => {
    const { labels = {}, ownerReferences = [] } = metadata;
    if (isMadeByKnative(ownerReferences)) return false;
    const owner = labels[LABELS.runtime];
    if (owner === desired.id) return true;
    if (owner !== undefined) {
      if (objects.has(metadata.name)) foreign.set(metadata.name, owner);
      return false;
    }
    if (objects.has(metadata.name)) return true;
    return (
      labels[LABELS.managedBy] === MANAGED_BY_OPERATOR &&
      deployments.has(labels[LABELS.ownedBy]) &&
      !ownerReferences.some(({ kind }) => kind === 'RestateDeployment')
    );
  };
}
