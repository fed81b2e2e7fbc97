import { readDocuments } from './documents';
import type { InputDocument } from './documents';
import type { InputFault } from './input-fault';
import { checkMetadata } from './metadata-check';
import { withoutNulls } from './nulls';
import { withoutFaults } from './repair';
import type { SchemaCheck } from './schema-check';
import { shown } from '../../core/faults';
import type { Fault } from '../../core/faults';

/** Written by kubectl on what it applies: a copy of the resource, and no annotation of the user's. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A text that holds resources, and what to call it in faults. */
export interface InputFile {
  readonly file: string;
  readonly text: string;
}

/** One of Restate's custom resources, with what its schema and Kubernetes refuse of it taken out. */
export interface InputResource {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  /** As it is given; left out for kinds that are in no namespace. */
  readonly namespace?: string;
  /** Where the resource was read from a Kubernetes cluster. */
  readonly uid?: string;
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  readonly spec: any;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** KIND/NAME */
export function resourceLabel(resource: { kind: string; name: string }): string {
  return `${resource.kind}/${resource.name}`;
}

/** All resources of all files; what is none, or can't be read, is a fault. */
export function readResources(
  files: readonly InputFile[],
  schemas: SchemaCheck,
  defaultNamespace: string,
): { resources: InputResource[]; faults: InputFault[] } {
  const faults: InputFault[] = [];
  const resources: InputResource[] = [];
  for (const { file, text } of files) {
    for (const document of readDocuments(file, text, faults)) {
      const resource = toResource(document, schemas, defaultNamespace, faults);
      if (resource !== undefined) resources.push(resource);
    }
  }
  return { resources: withoutDuplicates(resources, faults), faults };
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
    inputFaults.push(notOurs(document, schemas));
    return undefined;
  }
  const pruned = withoutNulls(content, kind.schema) as any;
  const verdict = schemas.check(kind, pruned);
  const sound = withoutFaults(pruned, verdict.faults);
  const faults: Fault[] = [...verdict.faults];
  if (sound.metadata !== undefined) {
    checkMetadata(sound.metadata, kind, {
      add: (field, problem, remedy) => {
        const known = verdict.faults.some((fault) => fault.field === field);
        if (!known) faults.push({ field, problem, remedy });
      },
    });
  }
  const { [LAST_APPLIED]: _, ...annotations } = sound.metadata?.annotations ?? {};
  return {
    file: document.file,
    kind: kind.kind,
    name: sound.metadata?.name ?? nameless(document),
    ...(kind.namespaced ? { namespace: sound.metadata?.namespace ?? defaultNamespace } : {}),
    uid: sound.metadata?.uid,
    labels: sound.metadata?.labels ?? {},
    annotations,
    spec: sound.spec ?? {},
    faults,
    warnings: verdict.warnings,
  };
}

function nameless(document: InputDocument): string {
  return `(no name, document ${document.position})`;
}

function notOurs(document: InputDocument, schemas: SchemaCheck): InputFault {
  const content = document.content as any;
  const known = schemas.inputKinds().map(({ apiVersion, kind }) => `${kind} (${apiVersion})`);
  const remedy = `write a ${known.join(', a ')}, or leave it out`;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    const resource = `document ${document.position}`;
    return {
      file: document.file,
      resource,
      field: '',
      problem: `${shown(content)} is no resource`,
      remedy,
    };
  }
  const name =
    typeof content.metadata?.name === 'string' ? content.metadata.name : nameless(document);
  const wrongVersion = schemas.inputKinds().find(({ kind }) => kind === content.kind);
  return {
    file: document.file,
    resource: resourceLabel({ kind: String(content.kind ?? '(no kind)'), name }),
    field: wrongVersion === undefined ? 'kind' : 'apiVersion',
    problem:
      wrongVersion === undefined
        ? `${shown(content.kind)} of ${shown(content.apiVersion)} is none of Restate's resources`
        : `${shown(content.apiVersion)} has no ${content.kind}`,
    remedy: wrongVersion === undefined ? remedy : `write ${wrongVersion.apiVersion}`,
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
      problem: `${shown(resource.name)} is the name of another ${resource.kind} in ${earlier.file} already`,
      remedy: 'leave one of the two out, or rename it',
    });
  }
  return [...first.values()];
}
