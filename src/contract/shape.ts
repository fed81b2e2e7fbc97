/** Whether a value that somebody else may have written is what it is taken for. */
import { isObject } from './checks';

/**
 * The first letter of a type (string, number, boolean), a list of such, or a map; of a map, a field whose name ends in
 * `?` may be left out. The program that has it as text in it must be small.
 */
type Shape = 's' | 'n' | 'b' | readonly [Shape] | { readonly [field: string]: Shape };

/** The shape of a type of TypeScript. */
export type ShapeOf<T> = T extends string
  ? 's'
  : T extends number
    ? 'n'
    : T extends boolean
      ? 'b'
      : T extends ReadonlyArray<infer E>
        ? readonly [ShapeOf<E>]
        : {
            readonly [K in keyof T as undefined extends T[K] ? `${K & string}?` : K]-?: ShapeOf<
              NonNullable<T[K]>
            >;
          };

export function hasShape(value: unknown, shape: Shape): boolean {
  if (typeof shape === 'string') return (typeof value).startsWith(shape);
  if (Array.isArray(shape)) {
    return Array.isArray(value) && value.every((each) => hasShape(each, shape[0]));
  }
  if (!isObject(value)) return false;
  return Object.entries(shape).every(([field, inner]) => {
    const [name, left] = field.split('?');
    return (left === '' && value[name] === undefined) || hasShape(value[name], inner);
  });
}
