import { readFileSync } from 'fs';
import { shown } from './faults';
import type { Faults } from './faults';
import { packageFile } from './package-file';
import { suggest } from './suggest';

/** A definition of Kubernetes' API, as far as it is looked at; references are the names of other definitions. */
interface Definition {
  readonly $ref?: string;
  readonly properties?: { readonly [field: string]: Definition };
  readonly items?: Definition;
  readonly additionalProperties?: Definition;
}

let loaded: { readonly [name: string]: Definition } | undefined;

function definitions(): { readonly [name: string]: Definition } {
  const file = packageFile('imports/kubernetes-definitions.json');
  return (loaded ??= JSON.parse(readFileSync(file, 'utf8')));
}

/** Warns of fields of a pod's spec that Kubernetes does not know; it refuses or ignores them, by how they are applied. */
export function warnOfUnknownPodFields(spec: unknown, field: string, faults: Faults): void {
  look(spec, { $ref: 'core.v1.PodSpec' }, field, faults);
}

function look(value: any, given: Definition | undefined, field: string, faults: Faults): void {
  if (typeof value !== 'object' || value === null || given === undefined) return;
  const definition = given.$ref === undefined ? given : definitions()[given.$ref];
  const { properties, items, additionalProperties } = definition;
  if (Array.isArray(value)) {
    value.forEach((item, index) => look(item, items, `${field}[${index}]`, faults));
    return;
  }
  for (const [name, part] of Object.entries(value)) {
    const at = `${field}.${name}`;
    // A directive of a merge.
    if (name === '$patch') continue;
    if (properties === undefined) look(part, additionalProperties, at, faults);
    else if (Object.hasOwn(properties, name)) look(part, properties[name], at, faults);
    else warnOf(name, part, at, Object.keys(properties), faults);
  }
}

function warnOf(
  name: string,
  value: unknown,
  field: string,
  known: readonly string[],
  faults: Faults,
): void {
  const meant = suggest(name, known);
  const remedy = 'remove it, unless your Kubernetes is newer';
  faults.warn(
    field,
    `unknown field (value ${shown(value)})`,
    meant === undefined ? remedy : `write ${meant}`,
  );
}
