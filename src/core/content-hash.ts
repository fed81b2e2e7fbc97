import { createHash } from 'crypto';
import { canonicalJson } from './canonical-json';

/** Eight hexadecimal digits that depend on a JSON value but not on the order of its keys: the suffix of objects named by content. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}
