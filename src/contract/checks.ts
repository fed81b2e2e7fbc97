/** How the fields of a desired state are checked, once it is JSON. */
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';

export type JsonObject = { readonly [key: string]: unknown };

/** What a value is checked against: the entry that it is in, and the admin APIs of the same desired state. */
export interface CheckContext {
  readonly entry: JsonObject;
  readonly adminKeys?: ReadonlySet<unknown>;
}

/** Adds a fault unless the value of `field` can be used. */
export type Check = (value: unknown, field: string, faults: FaultSink, of: CheckContext) => void;

/** A desired state is written by a program: whoever reads about a fault can only have it written again. */
export const APPLY_AGAIN = 'apply the app again';
/** Where the desired state and the script are of two versions of the library. */
export const RUN_ITS_SCRIPT = 'run the script of the version that wrote it';

/** A value that has to be there. */
export function required(what: string, fits: (value: unknown, of: CheckContext) => boolean): Check {
  return (value, field, faults, of) => {
    if (value === undefined) faults.add(field, `is missing, expected ${what}`, APPLY_AGAIN);
    else if (!fits(value, of)) faults.add(field, `${shown(value)} is not ${what}`, APPLY_AGAIN);
  };
}

/** A value that may be left out. */
export function optional(what: string, fits: (value: unknown) => boolean): Check {
  const check = required(what, fits);
  return (value, ...rest) => {
    if (value !== undefined) check(value, ...rest);
  };
}

/**
 * Checks each field of an entry, and refuses those that have no check.
 *
 * A field that is not known comes from another version of the library, and may change what all others mean: an entry
 * that has one must not be acted upon, and as any other fault it keeps everything from being removed.
 */
export function checkFields(
  entry: JsonObject,
  checks: { readonly [field: string]: Check },
  faults: FaultSink,
  adminKeys?: ReadonlySet<unknown>,
): void {
  const of = { entry, adminKeys };
  for (const [field, check] of Object.entries(checks)) check(entry[field], field, faults, of);
  for (const field of Object.keys(entry)) {
    if (Object.hasOwn(checks, field)) continue;
    const problem = `unknown field with the value ${shown(entry[field])}`;
    faults.add(field, problem, RUN_ITS_SCRIPT);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

export function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

export function isTextMap(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
}

export function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:\/\//i.test(value);
}

/** Whether it is a map that has no other keys than these. */
export function isObjectOf(value: unknown, ...keys: string[]): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key));
}

export const OPTIONAL_FLAG = optional('true or false', isBoolean);
export const OPTIONAL_PATH = optional('a path', isText);
/** The admin API of an entry. */
export const ADMIN_KEY = required('the key of one of the admins', (key, { adminKeys }) =>
  adminKeys!.has(key),
);
export const OPTIONAL_TEXT_MAP = optional('a map of strings', isTextMap);
