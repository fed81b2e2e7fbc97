import type { SchemaFault } from './schema-fault';

/**
 * A copy of a resource without the values that its schema rejects, so that the remaining checks can run as well. If an
 * item of a list is invalid, the whole list is dropped: the indices of the other items must not change.
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
