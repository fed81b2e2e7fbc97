import { shown } from '../core/faults';
import type { Faults, FaultSink } from '../core/faults';
import type { StringMap } from '../core/json';

const HASH = 'pod-template-hash';

/** Labels and annotations by which the runtime and Kubernetes distinguish versions. */
export function isReserved(key: string): boolean {
  return key.startsWith('restate.dev/') || key === HASH;
}

/** A template that was copied from a live ReplicaSet has the label of its hash, which is replaced by the version's own. */
export function warnOfHashLabel(
  labels: StringMap | undefined,
  field: string,
  faults: Faults,
): void {
  const { [HASH]: hash, ...others } = labels ?? {};
  checkReservedKeys(others, field, faults);
  if (hash === undefined) return;
  const problem = `${shown(hash)} is replaced by the hash of the version`;
  faults.warn(`${field}[${shown(HASH)}]`, problem, 'remove it');
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
