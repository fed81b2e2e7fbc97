import type { Violation } from './violations';
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

/** A path in the notation of the API server: spec.compute.env[0].name. */
export function fieldOf(steps: readonly string[]): string {
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step) && path !== '') return `${path}[${step}]`;
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

export function schemaFault(violation: Violation): SchemaFault {
  const { path, keyword } = violation;
  const [problem, remedy] = words(violation);
  return { path, present: keyword !== 'required', field: fieldOf(path), problem, remedy };
}

function words({ keyword, path, value, schema }: Violation): [problem: string, remedy: string] {
  const given = shown(value);
  const name = path[path.length - 1];
  const properties = schema.properties ?? {};
  switch (keyword) {
    case 'required': {
      const wanted = properties[name]?.type;
      return [MISSING_FIELD, `write ${wanted === undefined ? 'it' : typeWords(wanted)}`];
    }
    case 'additionalProperties':
      return [`unknown field (value ${given})`, insteadOf(name, Object.keys(properties))];
    case 'type':
      return [`${given} is ${typeOf(value)}`, `write ${typeWords(schema.type!)}`];
    case 'enum':
      return [
        `unsupported value ${given}`,
        supportedValues(schema.enum!.filter(isNotNull) as string[], value),
      ];
    case 'minimum':
      return [
        `must be greater than or equal to ${schema.minimum}, got ${given}`,
        `write ${schema.minimum} or more`,
      ];
    case 'maximum':
      return [
        `must be less than or equal to ${schema.maximum}, got ${given}`,
        `write ${schema.maximum} or less`,
      ];
    case 'minItems':
      return [
        `must have at least ${schema.minItems} entries, got ${given}`,
        'add the missing ones, or leave the field out',
      ];
    case 'maxItems':
      return [`must have at most ${schema.maxItems} entries, got ${given}`, 'leave out the others'];
    case 'pattern':
      return [
        `${given} does not match the pattern`,
        `write a value that matches ${schema.pattern}`,
      ];
    default:
      return [`${given} is out of range`, `write a number in the range of ${schema.format}`];
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
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'no finite number';
    return Number.isInteger(value) ? 'an integer' : 'a number';
  }
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
