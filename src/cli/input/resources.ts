import { withoutBookkeeping } from './bookkeeping';
import { readDocuments } from './documents';
import type { InputDocument } from './documents';
import type { InputFault } from './input-fault';
import { checkMetadata } from './metadata-check';
import { withoutNulls } from './nulls';
import { notRendered } from './operator-kinds';
import { isObject, targetFault } from './other-objects';
import { suspension } from './reconcile-annotation';
import { withoutFaults } from './repair';
import type { SchemaCheck } from './schema-check';
import { MISSING_FIELD } from './schema-fault';
import { shown } from '../../core/faults';
import type { Fault } from '../../core/faults';
import { suggest } from '../../core/suggest';

/** The text of an input file, and the name that faults use for it. */
export interface InputFile {
  readonly file: string;
  readonly text: string;
}

/** One of the operator's custom resources, without the values that its schema rejects. */
export interface InputResource {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for cluster-scoped kinds. */
  readonly namespace?: string;
  /** Defined if the resource was read from a Kubernetes cluster. */
  readonly uid?: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  /** Whether the operator is told to leave it alone: versions are neither registered nor removed. */
  readonly paused: boolean;
  readonly spec: any;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** KIND/NAME */
export function resourceLabel(resource: { kind: string; name: string }): string {
  return `${resource.kind}/${resource.name}`;
}

/** The resources of all files; anything else in them is a fault, or passed through. */
export function readResources(
  files: readonly InputFile[],
  schemas: SchemaCheck,
  { namespace, passThrough }: { readonly namespace: string; readonly passThrough: boolean },
): { resources: InputResource[]; others: InputDocument[]; faults: InputFault[] } {
  const faults: InputFault[] = [];
  const resources: InputResource[] = [];
  const others: InputDocument[] = [];
  for (const { file, text } of files) {
    for (const document of readDocuments(file, text, faults)) {
      if (passThrough && isOther(document, schemas)) {
        others.push(document);
        faults.push(...[targetFault(document) ?? []].flat());
        continue;
      }
      const resource = toResource(document, schemas, namespace, faults);
      if (resource !== undefined) resources.push(resource);
    }
  }
  return { resources: withoutDuplicates(resources, faults), others, faults };
}

/** Whether a document is an object that has nothing to do with Restate. */
function isOther({ content }: InputDocument, schemas: SchemaCheck): boolean {
  if (!isObject(content) || content.apiVersion.startsWith('restate.dev/')) return false;
  return schemas.inputKinds().every(({ kind }) => kind !== content.kind);
}

function toResource(
  document: InputDocument,
  schemas: SchemaCheck,
  defaultNamespace: string,
  inputFaults: InputFault[],
): InputResource | undefined {
  const content = document.content as any;
  const kind = schemas.kindOf(content?.apiVersion, content?.kind);
  if (kind === undefined || !schemas.isInput(kind)) {
    inputFaults.push(unsupportedKind(document, schemas));
    return undefined;
  }
  const pruned = withoutNulls(content, kind.schema) as any;
  const verdict = schemas.check(kind, pruned);
  const valid = withoutFaults(pruned, verdict.faults);
  const faults: Fault[] = [...verdict.faults];
  const warnings: Fault[] = [...verdict.warnings];
  if (valid.metadata !== undefined) {
    const add = (field: string, problem: string, remedy: string) => {
      const reported = verdict.faults.some((fault) => fault.field === field);
      if (!reported) faults.push({ field, problem, remedy });
    };
    checkMetadata(valid.metadata, kind, { add }, (field, problem, remedy) =>
      warnings.push({ field, problem, remedy }),
    );
  }
  const {
    annotations,
    paused,
    warnings: ofSuspension,
  } = suspension(withoutBookkeeping(valid.metadata?.annotations ?? {}), kind);
  return {
    file: document.file,
    kind: kind.kind,
    name: valid.metadata?.name ?? nameless(document),
    ...(kind.namespaced ? { namespace: valid.metadata?.namespace ?? defaultNamespace } : {}),
    uid: valid.metadata?.uid,
    labels: withoutBookkeeping(valid.metadata?.labels ?? {}),
    annotations,
    paused,
    spec: valid.spec ?? {},
    faults,
    warnings: [...warnings, ...ofSuspension],
  };
}

function nameless(document: InputDocument): string {
  return `(no name, document ${document.position})`;
}

function unsupportedKind(document: InputDocument, schemas: SchemaCheck): InputFault {
  const { file, position } = document;
  const content = document.content as any;
  const kinds = schemas.inputKinds();
  const expected = `expected ${kinds.map(({ apiVersion, kind }) => `${kind} (${apiVersion})`).join(', ')}`;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    const problem = `must be a Kubernetes object, got ${shown(content)}`;
    return { file, resource: `document ${position}`, field: '', problem, remedy: expected };
  }
  const target = targetFault(document);
  if (target !== undefined) return target;
  const { apiVersion, kind, metadata } = content;
  const name = typeof metadata?.name === 'string' ? metadata.name : nameless(document);
  const resource = resourceLabel({ kind: typeof kind === 'string' ? kind : '(no kind)', name });
  const elsewhere = notRendered(kind);
  if (elsewhere !== undefined) return { file, resource, field: 'kind', ...elsewhere };
  const sameKind = kinds.find((known) => known.kind === kind);
  if (sameKind !== undefined) {
    const problem =
      apiVersion === undefined
        ? MISSING_FIELD
        : `no matches for kind ${shown(kind)} in version ${shown(apiVersion)}`;
    const remedy = `write ${sameKind.apiVersion}`;
    return { file, resource, field: 'apiVersion', problem, remedy };
  }
  const given = apiVersion === undefined ? 'no apiVersion' : `apiVersion ${shown(apiVersion)}`;
  const problem = kind === undefined ? MISSING_FIELD : `unsupported kind ${shown(kind)} (${given})`;
  const meant = suggest(
    typeof kind === 'string' ? kind : '',
    kinds.map((known) => known.kind),
  );
  const otherwise = isObject(content)
    ? `${expected}, or pass other kinds through with --pass-through`
    : expected;
  return {
    file,
    resource,
    field: 'kind',
    problem,
    remedy: meant === undefined ? otherwise : `write ${meant}`,
  };
}

function withoutDuplicates(
  resources: readonly InputResource[],
  faults: InputFault[],
): InputResource[] {
  const first = new Map<string, InputResource>();
  for (const resource of resources) {
    const key = `${resource.kind} ${resource.namespace ?? ''} ${resource.name}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, resource);
      continue;
    }
    faults.push({
      file: resource.file,
      resource: resourceLabel(resource),
      field: 'metadata.name',
      problem: `duplicate ${resource.kind} ${shown(resource.name)}, also in ${earlier.file}`,
      remedy: 'rename or remove one of them',
    });
  }
  return [...first.values()];
}
