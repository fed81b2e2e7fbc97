import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customKinds, kubernetesDefinitions } from '../../../src/cli/input/custom-kinds';
import { jsonSchemaOf } from '../../../src/cli/input/json-schema';

interface Field {
  readonly path: readonly string[];
  readonly type: string;
  readonly nullable: boolean;
  readonly required: boolean;
}

const kinds = readFields();

describe.each([...kinds.keys()])('the schema of %s', (kind) => {
  const definitions = kubernetesDefinitions();
  const root = jsonSchemaOf(
    customKinds().find((known) => known.kind === kind)!.schema,
    definitions,
  );

  test('knows every field that the operator knows, with its type, and null where it takes null', () => {
    const differences = kinds.get(kind)!.flatMap((field) => {
      const name = field.path.join('.');
      const schema = lookUp(root, field.path);
      if (schema === undefined) return [`${name} is unknown`];
      const types = [schema.type].flat();
      const wanted = { any: 'object', 'int-or-string': 'string' }[field.type] ?? field.type;
      return [
        ...(types.includes(wanted) ? [] : [`${name} is ${types}, not ${wanted}`]),
        ...(types.includes('null') === field.nullable ? [] : [`${name} takes null differently`]),
      ];
    });
    expect(differences).toEqual([]);
  });

  test('requires the fields that the operator requires, and no others', () => {
    const differences = kinds.get(kind)!.filter((field) => {
      const parent = lookUp(root, field.path.slice(0, -1));
      const name = field.path[field.path.length - 1];
      return (parent?.required ?? []).includes(name) !== field.required;
    });
    expect(differences.map(({ path }) => path.join('.'))).toEqual([]);
  });

  test('knows no field that the operator does not know', () => {
    const known = new Set(kinds.get(kind)!.map(({ path }) => path.join('.')));
    const unknown = kinds.get(kind)!.flatMap(({ path, type }) =>
      type === 'any'
        ? []
        : Object.keys(lookUp(root, path)?.properties ?? {})
            .map((name) => [...path, name].join('.'))
            .filter((name) => !known.has(name)),
    );
    expect(unknown).toEqual([]);
  });
});

function lookUp(root: any, path: readonly string[]): any {
  return path.reduce((schema, step) => {
    const next =
      step === '[]'
        ? schema?.items
        : step === '*'
          ? schema?.additionalProperties
          : schema?.properties?.[step];
    return next?.$ref === undefined ? next : root.$defs[next.$ref.replace('#/$defs/', '')];
  }, root);
}

/** operator-fields.txt: one field a line, one blank deeper than its parent. */
function readFields(): Map<string, Field[]> {
  const result = new Map<string, Field[]>();
  let fields: Field[] = [];
  const path: string[] = [];
  for (const line of readFileSync(join(__dirname, 'operator-fields.txt'), 'utf8').split('\n')) {
    const [, indent, name, type, nullable, required] =
      /^( *)(\S+)(?: ([\w-]+)(\??)(!?))?$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (indent === '') {
      fields = [];
      result.set(name, fields);
      continue;
    }
    path.splice(indent.length - 1, path.length, name);
    fields.push({ path: [...path], type, nullable: nullable === '?', required: required === '!' });
  }
  return result;
}
