/** Makes versions the owners of their companions, which Kubernetes' garbage collection then deletes with the last. */
import { PRUNING_MARKS } from '../../contract';
import type { DesiredCompanion } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { isOwnedBy } from '../observe/companions';
import type { ObservedVersion } from '../observe/observation';

/** @throws KubernetesError 409 when somebody has changed one at the same moment */
export async function ownCompanions(
  { main }: ObservedVersion,
  companions: readonly DesiredCompanion[],
  kubernetes: KubernetesClient,
): Promise<void> {
  for (const companion of companions) {
    const found = await kubernetes.findMetadata(companion, companion.name);
    if (!found || !main) continue;
    const { name, uid } = main.metadata;
    const { ownerReferences = [], resourceVersion } = found.metadata;
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid };
    await kubernetes.patch(companion, companion.name, {
      metadata: {
        // A list is replaced as a whole: nobody else's owners may be lost.
        resourceVersion,
        ownerReferences: isOwnedBy(found, main) ? ownerReferences : [...ownerReferences, owner],
        annotations: { [PRUNING_MARKS.lastApplied]: null },
        labels: { [PRUNING_MARKS.applySet]: null },
      },
    });
  }
}
