import { shown } from './faults';
import type { FaultSink } from './faults';

export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

type StringMap = { readonly [key: string]: string };

/** What Argo CD takes for a wave; of anything else it makes wave 0 and says nothing. */
const WHOLE_NUMBER = /^[-+]?\d{1,15}$/;

/** The wave in which Argo CD applies an object with such annotations. */
export function syncWave(annotations: StringMap | undefined): number {
  const given = annotations?.[SYNC_WAVE];
  return WHOLE_NUMBER.test(given ?? '') ? Number(given) : 0;
}

export function checkSyncWave(
  annotations: StringMap | undefined,
  field: string,
  faults: FaultSink,
): void {
  const given = annotations?.[SYNC_WAVE];
  // What is no string is a fault of every annotation.
  if (typeof given !== 'string' || WHOLE_NUMBER.test(given)) return;
  faults.add(
    `${field}[${shown(SYNC_WAVE)}]`,
    `${shown(given)} is not a sync wave`,
    'write a whole number in quotes, such as "5"',
  );
}
