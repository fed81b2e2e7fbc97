/** Whose the objects are that have the labels of versions. */
import { isMadeByKnative } from './knative';
import { LABELS, MANAGED_BY_OPERATOR } from '../../contract';
import type { DesiredState } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';
import { namesOf, objectsOf } from '../lib/named';

/**
 * An object is this runtime's by its label. The operator's (no such label) are taken over when the
 * desired state has their deployment's name and the operator's resource no longer controls them.
 *
 * @param foreign gets the objects that are another runtime's, with its id
 */
export function ownership(desired: DesiredState, foreign: Map<string, string>) {
  const deployments = namesOf(desired.deployments);
  const objects = objectsOf(desired.deployments);
  return ({ metadata }: KubernetesObject): boolean => {
    const { labels = {}, ownerReferences = [] } = metadata;
    if (isMadeByKnative(ownerReferences)) return false;
    const owner = labels[LABELS.runtime];
    if (owner === desired.id) return true;
    if (owner !== undefined) {
      foreign.set(metadata.name, owner);
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

/**
 * A part goes by its main object: that of its name, or the ReplicaSet that owns it, as the operator's Service has
 * one. What nobody's main object is known of was left behind by a removal.
 *
 * @param mains the main objects that are there, whether they are this runtime's or not
 * @param version name of the version that the part would belong to
 */
export function belongsToOther(
  { metadata: { ownerReferences = [] } }: KubernetesObject,
  version: string,
  mains: ReadonlyMap<string, boolean>,
): boolean {
  const owner = ownerReferences.find(({ kind }) => kind === 'ReplicaSet');
  return owner ? mains.get(owner.name) !== true : mains.get(version) === false;
}
