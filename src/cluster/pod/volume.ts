import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** The volume of the pods where the StatefulSet makes no claims; undefined where it does. */
export function podVolume({ storage }: ClusterModel): Json | undefined {
  if (storage.existingClaim !== undefined) {
    return { name: 'storage', persistentVolumeClaim: { claimName: storage.existingClaim } };
  }
  if (!storage.ephemeral) return undefined;
  const sizeLimit = storage.bytes > 0 ? String(storage.bytes) : undefined;
  return { name: 'storage', emptyDir: { ...(sizeLimit && { sizeLimit }) } };
}
