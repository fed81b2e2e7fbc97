import type { ErrorObject } from 'ajv';
import { shown } from '../../core/faults';
import type { Fault } from '../../core/faults';
import { supportedValues } from '../../core/kubernetes-syntax';
import { suggest } from '../../core/suggest';

/** The problem of a required field that is not there. */
export const MISSING_FIELD = 'missing required field';

/** A schema violation, with the path of the value as a list. */
export interface SchemaFault extends Fault {
  readonly path: readonly string[];
  /** False if the fault is that the value is missing. */
  readonly present: boolean;
}

/** The path of the value that an error is about, from the root of the resource. */
export function errorPath(error: ErrorObject): string[] {
  const steps = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (error.keyword === 'required') steps.push(error.params.missingProperty);
  if (error.keyword === 'additionalProperties') steps.push(error.params.additionalProperty);
  return steps;
}

/** The path in the notation of the API server: spec.compute.env[0].name. */
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
      return [MISSING_FIELD, `write ${wanted === undefined ? 'it' : typeWords(wanted)}`];
    }
    case 'additionalProperties': {
      const value = shown((error.data as { [field: string]: unknown })[path[path.length - 1]]);
      const fields = Object.keys(error.parentSchema?.properties ?? {});
      return [`unknown field (value ${value})`, insteadOf(path[path.length - 1], fields)];
    }
    case 'type':
      return [`${given} is ${typeOf(error.data)}`, `write ${typeWords(error.params.type)}`];
    case 'enum':
      return [
        `unsupported value ${given}`,
        supportedValues(error.params.allowedValues.filter(isNotNull), error.data),
      ];
    case 'minimum':
      return [
        `must be greater than or equal to ${error.params.limit}, got ${given}`,
        `write ${error.params.limit} or more`,
      ];
    case 'maximum':
      return [
        `must be less than or equal to ${error.params.limit}, got ${given}`,
        `write ${error.params.limit} or less`,
      ];
    case 'pattern':
      return [
        `${given} does not match the pattern`,
        `write a value that matches ${error.params.pattern}`,
      ];
    case 'format':
      return [`${given} is out of range`, `write a number in the range of ${error.params.format}`];
    default:
      return [`invalid value ${given}: ${error.message}`, 'write a value that the schema allows'];
  }
}

const TYPE_WORDS: { [type: string]: string } = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'an integer',
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
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number';
  return typeof value === 'string' ? 'a string' : 'a map';
}

function isNotNull(value: unknown): boolean {
  return value !== null;
}

function insteadOf(given: string, fields: readonly string[]): string {
  if (fields.length === 0) return 'remove it';
  const meant = suggest(given, fields);
  if (meant !== undefined) return `write ${meant}`;
  const sorted = [...fields].sort();
  const list = sorted.length > 24 ? `${sorted.slice(0, 24).join(', ')}, ...` : sorted.join(', ');
  return `remove it, or write one of ${list}`;
}
