import type { CrdSchema, KubernetesDefinition } from './custom-kinds';
import type { Schema } from './violations';

type JsonSchema = { [keyword: string]: any };

const OPEN = 'x-open';

/**
 * The schema of a custom kind; that of a definition is there once, however often it is used. Unknown fields are invalid
 * except in open parts, which also accept null for any value, as the API server does for built-in kinds.
 */
export function jsonSchemaOf(
  schema: CrdSchema,
  definitions: { readonly [name: string]: KubernetesDefinition },
): Schema {
  const used: { [name: string]: JsonSchema } = {};
  const refer = (name: string, open: boolean): JsonSchema => {
    const key = open ? `open.${name}` : name;
    if (used[key] === undefined) {
      used[key] = {};
      Object.assign(used[key], fromDefinition(definitions[name], open, refer));
    }
    return used[key];
  };
  return fromCrd(schema, false, refer);
}

/** Returns the schema of a definition, which is converted once. */
type Refer = (name: string, open: boolean) => JsonSchema;

function fromCrd(schema: CrdSchema, openParent: boolean, refer: Refer): JsonSchema {
  const open = openParent || schema[OPEN] === true;
  const nullable = schema.nullable === true || openParent;
  const name = schema['x-definition'];
  if (name !== undefined) {
    // Inlined and not a reference, since this field may be nullable while others of the same type are not.
    return withNull({ ...refer(name, open), type: schema.type }, nullable);
  }
  const {
    nullable: _,
    [OPEN]: __,
    'x-kubernetes-preserve-unknown-fields': preserve,
    ...keywords
  } = schema as JsonSchema;
  const result: JsonSchema = { ...keywords };
  if (schema.properties !== undefined) {
    result.properties = mapValues(schema.properties, (item) => fromCrd(item, open, refer));
    result.additionalProperties = false;
    if (open) result[OPEN] = true;
  } else if (schema.additionalProperties !== undefined) {
    result.additionalProperties = fromCrd(schema.additionalProperties, open, refer);
  } else if (schema.type === 'object' && preserve !== true) {
    result.additionalProperties = false;
  }
  if (schema.items !== undefined) result.items = fromCrd(schema.items, open, refer);
  return withNull(result, nullable);
}

function fromDefinition(schema: KubernetesDefinition, open: boolean, refer: Refer): JsonSchema {
  if (schema.$ref !== undefined) return refer(schema.$ref, open);
  const result: JsonSchema = { ...schema };
  if (schema.properties !== undefined) {
    result.properties = mapValues(schema.properties, (item) => fromDefinition(item, open, refer));
    result.additionalProperties = false;
    if (open) result[OPEN] = true;
  } else if (schema.additionalProperties !== undefined) {
    result.additionalProperties = fromDefinition(schema.additionalProperties, open, refer);
  }
  if (schema.items !== undefined) result.items = fromDefinition(schema.items, open, refer);
  return withNull(result, open);
}

function withNull(schema: JsonSchema, nullable: boolean): JsonSchema {
  if (!nullable || schema.type === undefined) return schema;
  const types = [schema.type].flat();
  if (types.includes('null')) return schema;
  return {
    ...schema,
    type: [...types, 'null'],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
  };
}

function mapValues<T>(map: { readonly [key: string]: T }, convert: (value: T) => JsonSchema) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value)]));
}
