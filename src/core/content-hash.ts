import { createHash } from 'crypto';
import { canonicalJson } from './canonical-json';

/** A hash of a JSON value as eight hexadecimal digits, independent of the order of keys; a suffix of object names. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}
