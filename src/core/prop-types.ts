import { shown } from './faults';
import type { FaultSink } from './faults';

/** A type of a prop: how it is recognized, and how it is called and made in a message. */
export interface PropType {
  readonly matches: (value: any) => boolean;
  readonly name: string;
  readonly remedy: string;
}

/** The types of the props of a struct; those of its own structs are nested. Others are checked where they are read. */
export type PropTypes<T> = { readonly [prop in keyof T]?: PropType | PropTypes<any> };

export const BOOLEAN: PropType = {
  matches: (value) => typeof value === 'boolean',
  name: 'a boolean',
  remedy: 'write true or false',
};
export const TEXT: PropType = {
  matches: (value) => typeof value === 'string',
  name: 'a string',
  remedy: 'write a string',
};
export const LIST: PropType = {
  matches: Array.isArray,
  name: 'a list',
  remedy: 'write a list',
};
export const LIST_OF_MAPS: PropType = {
  matches: (value) => Array.isArray(value) && value.every(isMap),
  name: 'a list of maps',
  remedy: 'write a list of maps',
};
export const MAP: PropType = {
  matches: isMap,
  name: 'a map',
  remedy: 'write a map',
};
export const DURATION: PropType = {
  matches: (value) => typeof value?.toMilliseconds === 'function',
  name: 'a Duration',
  remedy: 'write one, such as Duration.seconds(30)',
};
export const SIZE: PropType = {
  matches: (value) => typeof value?.toKibibytes === 'function',
  name: 'a Size',
  remedy: 'write one, such as Size.gibibytes(2)',
};

/** An instance of a class of this library that is made by factories. */
export function madeBy(className: string): PropType {
  return {
    matches: (value) => value?._source !== undefined || value?._settings !== undefined,
    name: `a ${className}`,
    remedy: `make it by a factory of ${className}`,
  };
}

/** A construct of this library, or what a factory of it made. */
export function instanceOf(className: string): PropType {
  return {
    matches: (value) => typeof value?.name === 'string' || value?.node !== undefined,
    name: `a ${className}`,
    remedy: `write a ${className}`,
  };
}

/**
 * Props without those of a wrong type, each of which is a fault. The compiler refuses them in TypeScript, but neither in
 * JavaScript nor where a value is of type any; without this, "false" would be as good as true.
 */
export function ofTypes<T extends object>(
  props: T | undefined,
  types: PropTypes<T>,
  faults: FaultSink,
  path = '',
): T {
  if (props === undefined || props === null) return {} as T;
  if (!isMap(props)) {
    faults.add(path || 'props', `must be a map of props, got ${shown(props)}`, 'write a map');
    return {} as T;
  }
  const result = { ...props } as { [prop: string]: any };
  for (const [prop, type] of Object.entries(types)) {
    const value: any = result[prop];
    const field = path === '' ? prop : `${path}.${prop}`;
    if (value === undefined) continue;
    if (value === null) {
      delete result[prop];
    } else if (!isType(type)) {
      result[prop] = ofTypes(value, type as PropTypes<any>, faults, field);
    } else if (!type.matches(value)) {
      faults.add(field, `must be ${type.name}, got ${shown(value)}`, type.remedy);
      delete result[prop];
    }
  }
  return result as T;
}

function isType(type: any): type is PropType {
  return typeof type.matches === 'function';
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
