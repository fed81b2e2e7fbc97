/** The part of JSON Schema that the schemas of Kubernetes' kinds use; a test finds what is in them and not here. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: { readonly [field: string]: Schema };
  /** Of the fields that are not in `properties`; false: there are no others. */
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  /** Marks a map that preserves unknown fields; they are warnings, not faults. */
  readonly 'x-open'?: boolean;
}

/** A value that its schema does not allow. */
export interface Violation {
  readonly keyword: keyof Schema;
  /** From the root; of a field that is missing or unknown, with that field. */
  readonly path: readonly string[];
  /** What is there; of a field that is missing, the map that it is missing in. */
  readonly value: unknown;
  /** What has the keyword. */
  readonly schema: Schema;
}

const INT32 = 2 ** 31;

/**
 * All that a schema does not allow of a value. Own code, and no library: those give messages and places in the schema,
 * of which only the schema itself is wanted here, and are 40 KB of the package when compressed.
 */
export function violations(
  value: unknown,
  schema: Schema,
  path: readonly string[] = [],
): Violation[] {
  const violation = (keyword: keyof Schema): Violation => ({ keyword, path, value, schema });
  // Of a value of another type, nothing else is worth telling.
  if (!hasType(value, schema.type)) return [violation('type')];
  const own = VALUE_KEYWORDS.filter(([keyword, isAllowed]) => {
    return schema[keyword] !== undefined && !isAllowed(value, schema[keyword]);
  }).map(([keyword]) => violation(keyword));
  if (Array.isArray(value)) return [...own, ...ofItems(value, schema, path)];
  return isMap(value) ? [...own, ...ofFields(value, schema, path)] : own;
}

const VALUE_KEYWORDS: [keyof Schema, (value: any, wanted: any) => boolean][] = [
  ['enum', (value, allowed: unknown[]) => allowed.includes(value)],
  ['minimum', (value, limit) => typeof value !== 'number' || value >= limit],
  ['maximum', (value, limit) => typeof value !== 'number' || value <= limit],
  ['pattern', (value, text) => typeof value !== 'string' || new RegExp(text, 'u').test(value)],
  ['minItems', (value, count) => !Array.isArray(value) || value.length >= count],
  ['maxItems', (value, count) => !Array.isArray(value) || value.length <= count],
  [
    'format',
    (value, format) =>
      format !== 'int32' || typeof value !== 'number' || (value >= -INT32 && value < INT32),
  ],
];

function ofItems(list: readonly unknown[], { items }: Schema, path: readonly string[]) {
  if (items === undefined) return [];
  return list.flatMap((item, index) => violations(item, items, [...path, String(index)]));
}

function ofFields(map: { [field: string]: unknown }, schema: Schema, path: readonly string[]) {
  const { required = [], properties = {}, additionalProperties } = schema;
  const missing = required.filter((field) => !Object.hasOwn(map, field));
  return [
    ...missing.map((field): Violation => ({
      keyword: 'required',
      path: [...path, field],
      value: map,
      schema,
    })),
    ...Object.entries(map).flatMap(([field, value]): Violation[] => {
      const at = [...path, field];
      const known = Object.hasOwn(properties, field) ? properties[field] : additionalProperties;
      if (known === undefined) return [];
      if (known !== false) return violations(value, known, at);
      return [{ keyword: 'additionalProperties', path: at, value, schema }];
    }),
  ];
}

function hasType(value: unknown, wanted: Schema['type']): boolean {
  return wanted === undefined || [wanted].flat().some((type) => TYPES[type](value));
}

const TYPES: { [type: string]: (value: unknown) => boolean } = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  number: Number.isFinite,
  object: isMap,
  string: (value) => typeof value === 'string',
};

function isMap(value: unknown): value is { [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
