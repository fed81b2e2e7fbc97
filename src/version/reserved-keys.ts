import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';

/** Labels and annotations by which the runtime and Kubernetes distinguish versions. */
export function isReserved(key: string): boolean {
  return key.startsWith('restate.dev/') || key === 'pod-template-hash';
}

/** Refuses keys that the library sets itself. */
export function checkReservedKeys(
  map: { [key: string]: string } | undefined,
  field: string,
  faults: FaultSink,
): void {
  for (const key of Object.keys(map ?? {})
    .filter(isReserved)
    .sort()) {
    faults.add(field, `the key ${shown(key)} is reserved`, 'choose another key');
  }
}
