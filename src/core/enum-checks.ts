import type { FaultSink } from './faults';
import { checkOneOf } from './kubernetes-syntax';

/** Supported values by the paths of fields, in which `[]` stands for each item of a list. */
export interface EnumTable {
  readonly [path: string]: readonly string[];
}

/** Refuses values that the API server would refuse. */
export function checkEnums(
  value: unknown,
  table: EnumTable,
  field: string,
  faults: FaultSink,
): void {
  for (const [path, supported] of Object.entries(table)) {
    each(value, path.split('.'), field, (given, at) => {
      // What is empty has a default, as if it were not there.
      if (given !== '') checkOneOf(given, supported, at, faults);
    });
  }
}

function each(
  value: any,
  [step, ...steps]: readonly string[],
  field: string,
  visit: (value: unknown, field: string) => void,
): void {
  if (step === undefined) return visit(value, field);
  if (typeof value !== 'object' || value === null) return;
  const name = step.replace('[]', '');
  const inner = value[name];
  const at = field === '' ? name : `${field}.${name}`;
  if (name === step) return each(inner, steps, at, visit);
  if (!Array.isArray(inner)) return;
  inner.forEach((item, index) => each(item, steps, `${at}[${index}]`, visit));
}
