import type { ErrorObject } from 'ajv';
import { shown } from '../../core/faults';
import type { Fault } from '../../core/faults';

/** A fault that a schema found, with the steps that lead to the value. */
export interface SchemaFault extends Fault {
  readonly path: readonly string[];
  /** Whether the value is there; else it is missing. */
  readonly present: boolean;
}

/** The steps from the resource to the value that an error is about. */
export function errorPath(error: ErrorObject): string[] {
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (error.keyword === 'required') steps.push(error.params.missingProperty);
  if (error.keyword === 'additionalProperties') steps.push(error.params.additionalProperty);
  return steps;
}

/** As people write it: spec.compute.env[0].name. */
export function fieldPath(error: ErrorObject): string {
  return fieldOf(errorPath(error));
}

export function fieldOf(steps: readonly string[]): string {
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step) && path !== '') return `${path}[${step}]`;
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

export function schemaFault(error: ErrorObject): SchemaFault {
  const path = errorPath(error);
  const [problem, remedy] = words(error, path);
  return { path, present: error.keyword !== 'required', field: fieldOf(path), problem, remedy };
}

function words(error: ErrorObject, path: readonly string[]): [problem: string, remedy: string] {
  const given = shown(error.data);
  switch (error.keyword) {
    case 'required': {
      const wanted = error.parentSchema?.properties?.[error.params.missingProperty]?.type;
      return ['is missing', `write ${wanted === undefined ? 'it' : typeWords(wanted)}`];
    }
    case 'additionalProperties': {
      const value = shown((error.data as { [field: string]: unknown })[path[path.length - 1]]);
      const fields = Object.keys(error.parentSchema?.properties ?? {});
      return [`is no field here (its value is ${value})`, insteadOf(path[path.length - 1], fields)];
    }
    case 'type':
      return [`${given} is ${typeOf(error.data)}`, `write ${typeWords(error.params.type)}`];
    case 'enum':
      return [`${given} is not possible`, `write ${alternatives(error.params.allowedValues)}`];
    case 'minimum':
      return [`${given} is too small`, `write ${error.params.limit} or more`];
    case 'maximum':
      return [`${given} is too large`, `write ${error.params.limit} or less`];
    case 'pattern':
      return [`${given} does not match`, `write what matches ${error.params.pattern}`];
    case 'format':
      return [`${given} is out of range`, `write a number that fits ${error.params.format}`];
    default:
      return [`${given} ${error.message ?? 'is wrong'}`, 'write what the schema allows'];
  }
}

const TYPE_WORDS: { [type: string]: string } = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map',
  string: 'a string',
};

function typeWords(types: string | readonly string[]): string {
  const wanted = [types].flat().filter((type) => type !== 'null');
  return (
    wanted.map((type) => TYPE_WORDS[type]).join(' or ') +
    (wanted.includes('string') ? ' (in quotes)' : '')
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  return typeof value === 'string' ? 'a string' : 'a map';
}

function alternatives(values: readonly unknown[]): string {
  return values
    .filter((value) => value !== null)
    .map(shown)
    .join(' or ');
}

function insteadOf(given: string, fields: readonly string[]): string {
  if (fields.length === 0) return 'remove it';
  const nearest = [...fields].sort((a, b) => distance(given, a) - distance(given, b))[0];
  if (distance(given, nearest) <= Math.max(2, given.length / 3)) return `write ${nearest}`;
  const sorted = [...fields].sort();
  const list = sorted.length > 24 ? `${sorted.slice(0, 24).join(', ')}, ...` : sorted.join(', ');
  return `remove it, or write one of ${list}`;
}

/** Levenshtein's distance, without regard to case. */
function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[to.length];
}
