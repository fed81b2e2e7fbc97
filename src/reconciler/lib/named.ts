/** Lists of what has a name, or is about an object of a version. */
import { firstOf, oncePer } from './once';

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface Named {
  readonly name: string;
}

interface OfObject {
  readonly object: string;
}

const named = oncePer((all: readonly Named[]) => firstOf(all, ({ name }) => name));
const ofObjects = oncePer((all: readonly OfObject[]) => firstOf(all, ({ object }) => object));

export function byName<T extends Named>(
  all: readonly T[] | undefined,
  name: string | undefined,
): T | undefined {
  return all && name !== undefined ? (named(all).get(name) as T | undefined) : undefined;
}

export function byObject<T extends OfObject>(
  all: readonly T[] | undefined,
  object: string,
): T | undefined {
  return all && (ofObjects(all).get(object) as T | undefined);
}

export function namesOf(all: readonly Named[]): Set<string> {
  return new Set(all.map(({ name }) => name));
}

export function objectsOf(all: readonly OfObject[]): Set<string> {
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
