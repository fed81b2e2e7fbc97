/** The order of versions in the status and in the history. */
import type { ObservedVersion } from '../observe/observation';

export function newestFirst(a: ObservedVersion, b: ObservedVersion): number {
  return b.createdAt.localeCompare(a.createdAt);
}
