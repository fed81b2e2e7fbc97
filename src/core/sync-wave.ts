import { shown } from './faults';
import type { FaultSink } from './faults';
import type { StringMap } from './json';

export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/** The syntax that Argo CD accepts; it silently treats anything else as wave 0. */
const INTEGER = /^[-+]?\d{1,15}$/;

/** The wave in which Argo CD applies an object with these annotations. */
export function syncWave(annotations: StringMap | undefined): number {
  const given = annotations?.[SYNC_WAVE];
  return INTEGER.test(given ?? '') ? Number(given) : 0;
}

export function checkSyncWave(
  annotations: StringMap | undefined,
  field: string,
  faults: FaultSink,
): void {
  const given = annotations?.[SYNC_WAVE];
  // checkAnnotations reports values that are not strings.
  if (typeof given !== 'string' || INTEGER.test(given)) return;
  faults.add(
    `${field}[${shown(SYNC_WAVE)}]`,
    `${shown(given)} is not a sync wave`,
    'write an integer in quotes, such as "5"',
  );
}
