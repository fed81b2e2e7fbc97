import { createHash } from 'crypto';
import { canonicalJson } from './canonical-json';

/** Eight hexadecimal digits of a JSON value, whatever the order of its keys: the end of a content-named object's name. */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8);
}
