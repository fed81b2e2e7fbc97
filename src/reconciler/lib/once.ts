/**
 * Computes what is asked of a list or a snapshot once, however many versions ask for it: with a search for each of
 * thousands of versions, a pass would take minutes. What a run has read, it never changes.
 */
export function oncePer<T extends object, R>(compute: (of: T) => R): (of: T) => R {
  const computed = new WeakMap<T, { readonly result: R }>();
  return (of) => {
    const known = computed.get(of) ?? { result: compute(of) };
    computed.set(of, known);
    return known.result;
  };
}

/** What is in several groups, in its order. */
export function grouped<T, K>(all: readonly T[], keys: (each: T) => readonly K[]): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of all) {
    for (const key of keys(each)) {
      const group = groups.get(key);
      if (group) group.push(each);
      else groups.set(key, [each]);
    }
  }
  return groups;
}

/** The first of each key. */
export function firstOf<T, K>(all: readonly T[], key: (each: T) => K): Map<K, T> {
  const first = new Map<K, T>();
  for (const each of all) if (!first.has(key(each))) first.set(key(each), each);
  return first;
}
