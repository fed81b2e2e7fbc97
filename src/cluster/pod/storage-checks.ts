import { podVolume } from './volume';
import { shown } from '../../core/faults';
import type { Faults, FaultSink } from '../../core/faults';
import { checkDnsSubdomain } from '../../core/kubernetes-syntax';
import type { ClusterModel } from '../model';

/** Checks the volumes of the nodes. */
export function checkStorage(cluster: ClusterModel, faults: Faults): void {
  const { storage } = cluster;
  if (podVolume(cluster) === undefined) {
    checkBytes(storage.bytes, 'storage.size', faults);
    checkTemplateBytes(storage, faults);
  } else {
    checkPodVolume(cluster, faults);
  }
  for (const field of ['storageClassName', 'volumeAttributesClassName'] as const) {
    const name = storage[field];
    if (name !== undefined && name !== '') checkDnsSubdomain(name, `storage.${field}`, faults);
  }
}

/** Where no claims are made, what is about claims has no effect, and the provision Job marks none. */
function checkPodVolume({ storage, compute, autoProvision }: ClusterModel, faults: Faults): void {
  const { ephemeral, existingClaim } = storage;
  const field = existingClaim === undefined ? 'storage.ephemeral' : 'storage.existingClaim';
  const given = existingClaim ?? true;
  if (existingClaim !== undefined) {
    checkDnsSubdomain(existingClaim, field, faults);
    if (ephemeral) {
      faults.add(field, `${shown(given)} is given with ephemeral storage`, 'remove one of them');
    }
    if ((compute.replicas ?? 1) > 1) {
      faults.add(
        field,
        `${shown(given)} can't be the volume of ${compute.replicas} nodes`,
        'remove it, or set compute.replicas to 1',
      );
    }
  }
  if (autoProvision) {
    faults.add(
      field,
      `${shown(given)} with autoProvision: its Job would have no claims to mark, so that no cluster is provisioned twice`,
      'remove autoProvision, and let the node provision itself',
    );
  }
  const idle = {
    size: existingClaim !== undefined && storage.bytes > 0,
    claimTemplateSize: storage.templateBytes !== storage.bytes,
    storageClassName: storage.storageClassName !== undefined,
    volumeAttributesClassName: storage.volumeAttributesClassName !== undefined,
  };
  for (const [name, isGiven] of Object.entries(idle)) {
    if (isGiven) faults.warn(`storage.${name}`, `has no effect with ${field}`, 'remove it');
  }
}

function checkTemplateBytes(storage: ClusterModel['storage'], faults: FaultSink): void {
  // Without a size of its own, the template has the errors of the size.
  if (Object.is(storage.templateBytes, storage.bytes)) return;
  if (storage.templateBytes > storage.bytes) {
    faults.add(
      'storage.claimTemplateSize',
      `${storage.templateBytes} bytes are more than the ${storage.bytes} bytes of storage.size, and volumes can't shrink`,
      'raise storage.size, or remove claimTemplateSize',
    );
  } else {
    checkBytes(storage.templateBytes, 'storage.claimTemplateSize', faults);
  }
}

function checkBytes(bytes: number, field: string, faults: FaultSink): void {
  if (Number.isSafeInteger(bytes) && bytes >= 1) return;
  faults.add(
    field,
    `${shown(bytes)} bytes is not the size of a volume`,
    'write a size of at least 1 byte, such as Size.gibibytes(2)',
  );
}
