import { shown } from './faults';
import type { FaultSink } from './faults';

/** A part of an object that its name is a hash of. */
export interface NamedContent {
  /** The path of the part in the object. */
  readonly path: readonly string[];
  /** How the user changes it instead. */
  readonly remedy: string;
}

/**
 * Refuses an object whose content was changed after its name had been computed from it: under the same name there
 * would be something else than before.
 */
export function checkUnchanged(
  manifest: any,
  content: { [field: string]: any },
  { path, remedy }: NamedContent,
  field: string,
  faults: FaultSink,
): void {
  const at = (value: unknown) => path.reduce((part: any, step) => part?.[step], value);
  const change = difference(at(content), at(manifest), `${field}.${path.join('.')}`);
  if (change === undefined) return;
  const problem = `is ${shown(change.after)} after JSON patches and resolvers, but the name of the object is a hash that was made with ${shown(change.before)}`;
  faults.add(change.field, problem, remedy);
}

interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The first difference between what was given to cdk8s and what came out; null and undefined are the same there. */
function difference(before: unknown, after: unknown, field: string): Change | undefined {
  if (!isParent(before) || !isParent(after) || Array.isArray(before) !== Array.isArray(after)) {
    return (before ?? undefined) === (after ?? undefined) ? undefined : { field, before, after };
  }
  if (Array.isArray(before) && before.length !== (after as unknown as unknown[]).length) {
    return { field, before, after };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = Array.isArray(before) ? `${field}[${key}]` : `${field}.${key}`;
    const found = difference(before[key], after[key], inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isParent(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
