import { shown } from './faults';
import type { Faults } from './faults';
import type { Json, StringMap } from './json';
import { matchesSelector } from './label-selector';

/** Warns of constraints that count no pod of their own, and so spread nothing. */
export function warnOfIdleSpread(
  spec: Json,
  labels: StringMap,
  field: string,
  faults: Faults,
): void {
  const constraints: Json[] = spec.topologySpreadConstraints ?? [];
  constraints.forEach(({ labelSelector }, index) => {
    if (labelSelector !== undefined && matchesSelector(labelSelector, labels)) return;
    faults.warn(
      `${field}.topologySpreadConstraints[${index}].labelSelector`,
      `${shown(labelSelector ?? null)} does not select these pods, and spreads nothing`,
      `select some of their labels, ${shown(labels)}`,
    );
  });
}
