import Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { customKinds, kubernetesDefinitions } from './custom-kinds';
import type { CustomKind } from './custom-kinds';
import { jsonSchemaOf, OPEN } from './json-schema';
import { mapScalars } from './scalars';
import { fieldPath, schemaFault } from './schema-fault';
import type { SchemaFault } from './schema-fault';

const INT32 = 2 ** 31;

let sharedCheck: SchemaCheck | undefined;

/** The result of validating a resource against its schema. */
export interface SchemaVerdict {
  readonly faults: readonly SchemaFault[];
  /** Unknown fields in open parts, which are passed on to Kubernetes. */
  readonly warnings: readonly SchemaFault[];
}

/** Validates resources against the schemas of their kinds; each schema is compiled once. */
export class SchemaCheck {
  public static shared(): SchemaCheck {
    return (sharedCheck ??= new SchemaCheck());
  }

  private readonly ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    // The schemas are trusted and validate few resources: compiling them takes most of the time.
    meta: false,
    validateSchema: false,
    code: { optimize: false },
    formats: {
      int32: { type: 'number', validate: (value: number) => value >= -INT32 && value < INT32 },
      int64: true,
      double: true,
      byte: true,
      'date-time': true,
    },
  });
  private readonly definitions = kubernetesDefinitions();
  private readonly validators = new Map<CustomKind, ValidateFunction>();
  private readonly kinds = customKinds();

  public kindOf(apiVersion: unknown, kind: unknown): CustomKind | undefined {
    return this.kinds.find((known) => known.apiVersion === apiVersion && known.kind === kind);
  }

  /** The kinds that are accepted as input; the others are only rendered. */
  public inputKinds(): CustomKind[] {
    return this.kinds.filter((kind) => this.isInput(kind));
  }

  public isInput(kind: CustomKind): boolean {
    return kind.apiVersion.startsWith('restate.dev/');
  }

  public check(kind: CustomKind, resource: unknown): SchemaVerdict {
    const validate = this.validatorOf(kind);
    if (validate(mapScalars(resource, toNumber)) || !validate.errors) {
      return { faults: [], warnings: [] };
    }
    const errors = withoutRedundant(validate.errors);
    return {
      faults: errors.filter((error) => !isUnknownInOpenPart(error)).map(schemaFault),
      warnings: errors.filter(isUnknownInOpenPart).map(schemaFault),
    };
  }

  private validatorOf(kind: CustomKind): ValidateFunction {
    let validator = this.validators.get(kind);
    if (validator === undefined) {
      const schema = {
        ...kind.schema,
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object', 'x-definition': 'meta.v1.ObjectMeta' },
          ...kind.schema.properties,
        },
        required: ['metadata', ...(kind.schema.required ?? [])],
      };
      validator = this.ajv.compile(jsonSchemaOf(schema, this.definitions));
      this.validators.set(kind, validator);
    }
    return validator;
  }
}

/** The validator does not support bigint; the lost digits do not affect the result. */
function toNumber(scalar: unknown): unknown {
  return typeof scalar === 'bigint' ? Number(scalar) : scalar;
}

function isUnknownInOpenPart(error: ErrorObject): boolean {
  return error.keyword === 'additionalProperties' && error.parentSchema?.[OPEN] === true;
}

/** Drops duplicates, and all other errors of a value whose type is wrong. */
function withoutRedundant(errors: readonly ErrorObject[]): ErrorObject[] {
  const wrongType = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  );
  const seen = new Set<string>();
  return errors.filter((error) => {
    if (error.keyword !== 'type' && wrongType.has(error.instancePath)) return false;
    const key = `${error.keyword} ${fieldPath(error)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
