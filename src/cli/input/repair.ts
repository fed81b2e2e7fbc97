import type { SchemaFault } from './schema-fault';

/**
 * A copy of a resource without the values that its schema refuses, so that all else that may be wrong with it can
 * be found in the same run. A list is left out whole if one of its items is: the others keep their places.
 */
export function withoutFaults(resource: unknown, faults: readonly SchemaFault[]): any {
  const copy = structuredClone(resource) as any;
  for (const { path, present } of faults) {
    if (!present) continue;
    const end = path.findIndex((step) => /^\d+$/.test(step));
    const steps = end === path.length - 1 ? path.slice(0, end) : path;
    const last = steps[steps.length - 1];
    const parent = steps.slice(0, -1).reduce((value, step) => value?.[step], copy);
    if (typeof parent === 'object' && parent !== null) delete parent[last];
  }
  return copy;
}
