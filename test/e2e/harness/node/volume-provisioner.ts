import { join } from 'node:path';
import { Informer } from '../cluster/informer';
import { KubeError } from '../cluster/kube-client';
import type { KubeClient, KubeObject } from '../cluster/kube-client';

const VOLUMES = '/api/v1/persistentvolumes';

/**
 * Stands in for a storage provider: makes a volume for each claim, which the real controller then
 * binds, and makes it larger when the claim's request grew.
 */
export class VolumeProvisioner {
  private readonly claims: Informer;

  constructor(
    private readonly client: KubeClient,
    private readonly folder: string,
  ) {
    this.claims = new Informer(client, '/api/v1/persistentvolumeclaims', (claim, deleted) => {
      if (!deleted && !claim.metadata.deletionTimestamp) {
        void this.serve(claim).catch(ignoreConflicts);
      }
    });
  }

  /** Where the data of a bound claim is. */
  public folderOf(claim: KubeObject): string {
    return join(this.folder, claim.spec.volumeName);
  }

  public stop(): Promise<void> {
    return this.claims.stop();
  }

  private async serve(claim: KubeObject): Promise<void> {
    const { namespace, name, uid } = claim.metadata;
    const requested = claim.spec.resources.requests.storage;
    if (!claim.spec.volumeName) {
      const volume = `volume-${uid}`;
      await this.client.create(VOLUMES, {
        metadata: { name: volume },
        spec: {
          accessModes: claim.spec.accessModes,
          capacity: { storage: requested },
          claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
          hostPath: { path: join(this.folder, volume) },
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: claim.spec.storageClassName ?? '',
        },
      });
    } else if (claim.status?.phase === 'Bound' && claim.status.capacity?.storage !== requested) {
      const capacity = { storage: requested };
      await this.client.patch(`${VOLUMES}/${claim.spec.volumeName}`, { spec: { capacity } });
      await this.client.patch(
        `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}/status`,
        { status: { capacity } },
      );
    }
  }
}

/** The same claim is seen again after each change, and may be gone by now. */
function ignoreConflicts(error: unknown): void {
  if (!(error instanceof KubeError && [404, 409].includes(error.status))) {
    throw error;
  }
}
