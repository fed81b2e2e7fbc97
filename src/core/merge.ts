import type { Json } from './json';

/**
 * Merges one map over another: maps are merged, null deletes, everything else replaces. `{ $patch: 'delete' }` deletes
 * as well, as in `kubectl patch`: null in a map is lost on the way from other jsii languages.
 */
export function mergeMaps(base: Json, over: Json): Json {
  return merge(base, over, (_, list) => list);
}

/**
 * Merges one manifest over another like {@link mergeMaps}. In addition, lists of named items (containers, volumes,
 * environment variables) are merged by name, as in a strategic merge patch; `$patch: delete` next to a name deletes
 * that item.
 */
export function mergeManifests(base: Json, over: Json): Json {
  return merge(base, over, mergeByName);
}

type MergeLists = (base: unknown, over: unknown[]) => unknown;

function merge(base: Json, over: Json, mergeLists: MergeLists): Json {
  const result: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    if (value === null || isRemoval(value)) {
      delete result[key];
    } else if (Array.isArray(value)) {
      result[key] = mergeLists(result[key], value);
    } else if (isMap(value)) {
      result[key] = merge(isMap(result[key]) ? result[key] : {}, value, mergeLists);
    } else {
      result[key] = value;
    }
  }
  return result;
}

function mergeByName(base: unknown, over: unknown[]): unknown[] {
  if (!isNamedList(base) || !isNamedList(over)) return over;
  const result = [...base];
  for (const item of over) {
    const index = result.findIndex((other) => other.name === item.name);
    if (isRemoval(item)) {
      if (index !== -1) result.splice(index, 1);
    } else if (index === -1) {
      result.push(item);
    } else {
      result[index] = mergeManifests(result[index], item);
    }
  }
  return result;
}

function isRemoval(value: unknown): boolean {
  return isMap(value) && value.$patch === 'delete';
}

function isNamedList(value: unknown): value is Json[] {
  return (
    Array.isArray(value) && value.every((item) => isMap(item) && typeof item.name === 'string')
  );
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
