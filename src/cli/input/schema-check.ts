import { customKinds, kubernetesDefinitions } from './custom-kinds';
import type { CustomKind } from './custom-kinds';
import { jsonSchemaOf } from './json-schema';
import { mapScalars } from './scalars';
import { schemaFault } from './schema-fault';
import type { SchemaFault } from './schema-fault';
import { violations } from './violations';
import type { Schema, Violation } from './violations';

let sharedCheck: SchemaCheck | undefined;

/** The result of validating a resource against its schema. */
export interface SchemaVerdict {
  readonly faults: readonly SchemaFault[];
  /** Unknown fields in open parts, which are passed on to Kubernetes. */
  readonly warnings: readonly SchemaFault[];
}

/** Validates resources against the schemas of their kinds; the schema of each is made once. */
export class SchemaCheck {
  public static shared(): SchemaCheck {
    return (sharedCheck ??= new SchemaCheck());
  }

  private readonly definitions = kubernetesDefinitions();
  private readonly schemas = new Map<CustomKind, Schema>();
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
    const found = violations(mapScalars(resource, toNumber), this.schemaOf(kind));
    return {
      faults: found.filter((each) => !isUnknownInOpenPart(each)).map(schemaFault),
      warnings: found.filter(isUnknownInOpenPart).map(schemaFault),
    };
  }

  private schemaOf(kind: CustomKind): Schema {
    let made = this.schemas.get(kind);
    if (made === undefined) {
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
      made = jsonSchemaOf(schema, this.definitions);
      this.schemas.set(kind, made);
    }
    return made;
  }
}

/** Limits are numbers; the lost digits do not affect the result. */
function toNumber(scalar: unknown): unknown {
  return typeof scalar === 'bigint' ? Number(scalar) : scalar;
}

function isUnknownInOpenPart({ keyword, schema }: Violation): boolean {
  return keyword === 'additionalProperties' && schema['x-open'] === true;
}
