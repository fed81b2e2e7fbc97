/** Writes, or removes, what the annotations of a version's main object remember. */
import type { Annotate } from './actions';
import { RUNTIME_ANNOTATIONS } from '../../contract';
import type { ObservedVersion, VersionMemory } from '../observe/observation';

type Values = Partial<Record<keyof typeof RUNTIME_ANNOTATIONS, string | null>>;

export function annotate(values: Values): Annotate {
  const annotations = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      RUNTIME_ANNOTATIONS[name as keyof Values],
      value,
    ]),
  );
  return { type: 'annotate', annotations };
}

/** Those of the annotations that are there, to be removed. */
export function without({ state }: ObservedVersion, ...names: Array<keyof VersionMemory>): Values {
  const present = names.filter((name) => [state[name] ?? []].flat().length > 0);
  return Object.fromEntries(present.map((name) => [name, null]));
}

export function forget(
  version: ObservedVersion | undefined,
  ...names: Array<keyof VersionMemory>
): Annotate[] {
  const removed = version ? without(version, ...names) : {};
  return Object.keys(removed).length > 0 ? [annotate(removed)] : [];
}

/** The status forgets what was deregistered; the object does not. */
export function writeRestored(version: ObservedVersion | undefined): Annotate[] {
  if (!version?.isRestored) return [];
  const { deploymentId, registeredWith } = version.state;
  return [annotate({ deploymentId, registeredWith: JSON.stringify(registeredWith) })];
}

/** An annotation that is a list; there is none for an empty one. */
export function listOrNull(list: readonly unknown[]): string | null {
  return list.length > 0 ? JSON.stringify(list) : null;
}
