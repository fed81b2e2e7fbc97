import { createHash } from 'crypto';

/** Eight hexadecimal digits of a JSON value, whatever the order of its keys: the end of a content-named object's name. */
export function contentHash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sortedKeys(value)))
    .digest('hex')
    .slice(0, 8);
}

/** Lists of pairs in place of maps, since integer-like keys of an object can't be ordered. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return {
    map: Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortedKeys(item)]),
  };
}
