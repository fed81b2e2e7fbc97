/** Whether a value that somebody else may have written is what it is taken for. */
import { isObject } from './checks';

/** A type, a list of such, or a map; of a map, a field whose name ends in `?` may be left out. */
type Shape =
  'string' | 'number' | 'boolean' | readonly [Shape] | { readonly [field: string]: Shape };

/** The shape of a type of TypeScript. */
export type ShapeOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number'
    : T extends boolean
      ? 'boolean'
      : T extends ReadonlyArray<infer E>
        ? readonly [ShapeOf<E>]
        : {
            readonly [K in keyof T as undefined extends T[K] ? `${K & string}?` : K]-?: ShapeOf<
              NonNullable<T[K]>
            >;
          };

export function hasShape(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return typeof value === shape;
  if (Array.isArray(shape)) {
    return Array.isArray(value) && value.every((each) => hasShape(each, shape[0]));
  }
  if (!isObject(value)) return false;
  return Object.entries(shape).every(([field, inner]) => {
    const [name, left] = field.split('?');
    return (left === '' && value[name] === undefined) || hasShape(value[name], inner);
  });
}

/** Undefined for what is not JSON. */
export function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
