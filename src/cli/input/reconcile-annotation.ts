import type { CustomKind } from './custom-kinds';
import { shown } from '../../core/faults';
import type { Fault } from '../../core/faults';
import type { StringMap } from '../../core/json';

/** With exactly the value "disabled" it keeps the operator from touching a resource and what it owns. */
const RECONCILE = 'restate.dev/reconcile';
const DISABLED = 'disabled';

/** What the annotation means for a resource, without the annotation, which belongs on no object that is made. */
export function suspension(
  given: StringMap,
  { kind }: CustomKind,
): { annotations: StringMap; paused: boolean; warnings: Fault[] } {
  const { [RECONCILE]: value, ...annotations } = given;
  const paused = value === DISABLED && kind === 'RestateDeployment';
  const warn = (problem: string, remedy: string): Fault[] => [
    { field: `metadata.annotations[${shown(RECONCILE)}]`, problem, remedy },
  ];
  if (value === undefined || paused) return { annotations, paused, warnings: [] };
  return {
    annotations,
    paused,
    warnings:
      value === DISABLED
        ? warn(
            `no controller watches a ${kind} here: its objects change only when they are applied`,
            'leave the resource out of the input to keep its objects as they are; otherwise remove the annotation',
          )
        : warn(
            `${shown(value)} has no effect: only ${shown(DISABLED)} suspends a resource`,
            `write ${shown(DISABLED)}, or remove it`,
          ),
  };
}
