import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { packageFile } from '../../core/package-file';

/** The part of a CustomResourceDefinition's schema that ours use. */
export interface CrdSchema {
  readonly type?: string;
  readonly nullable?: boolean;
  readonly properties?: { readonly [field: string]: CrdSchema };
  readonly items?: CrdSchema;
  readonly additionalProperties?: CrdSchema;
  readonly required?: readonly string[];
  readonly 'x-definition'?: string;
  readonly 'x-open'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** A custom kind that this library reads or writes. */
export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: CrdSchema;
}

/** A definition from the OpenAPI document of Kubernetes; references are the names of other definitions. */
export interface KubernetesDefinition {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: { readonly [field: string]: KubernetesDefinition };
  readonly items?: KubernetesDefinition;
  readonly additionalProperties?: KubernetesDefinition;
  readonly required?: readonly string[];
}

export function customKinds(): CustomKind[] {
  return parseAllDocuments(readImport('crds.yaml')).map((document) => {
    const { spec } = (document as { toJS(): any }).toJS();
    const [version] = spec.versions;
    return {
      apiVersion: `${spec.group}/${version.name}`,
      kind: spec.names.kind,
      namespaced: spec.scope === 'Namespaced',
      schema: version.schema.openAPIV3Schema,
    };
  });
}

export function kubernetesDefinitions(): { [name: string]: KubernetesDefinition } {
  const { version: _, ...definitions } = JSON.parse(readImport('kubernetes-definitions.json'));
  return definitions;
}

function readImport(name: string): string {
  return readFileSync(packageFile(`imports/${name}`), 'utf8');
}
