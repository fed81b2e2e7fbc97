/** Lists of what has a name, or is about an object of a version. */

interface Condition {
  readonly type: string;
  readonly status: string;
}

export function byName<T extends { readonly name: string }>(
  all: readonly T[] | undefined,
  name: string | undefined,
): T | undefined {
  return all?.find((each) => each.name === name);
}

export function namesOf(all: ReadonlyArray<{ readonly name: string }>): Set<string> {
  return new Set(all.map(({ name }) => name));
}

export function objectsOf(all: ReadonlyArray<{ readonly object: string }>): Set<string> {
  return new Set(all.map(({ object }) => object));
}

/** For lists of conditions. */
export function ofType(type: string) {
  return (condition: { readonly type: string }) => condition.type === type;
}

/** Whether an object of Kubernetes says so of itself. */
export function isTrue(
  { status }: { readonly status?: { readonly conditions?: readonly Condition[] } },
  type: string,
): boolean {
  return status?.conditions?.find(ofType(type))?.status === 'True';
}
