import { readDocuments } from './documents';
import type { InputDocument } from './documents';
import type { InputFault } from './input-fault';
import type { InputFile } from './resources';
import { shown } from '../../core/faults';

/** Any object of Kubernetes. */
export interface InputObject {
  readonly file: string;
  /** Nothing for the core kinds, such as Pod. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly content: any;
}

/**
 * The objects of all files, of whatever kind. One that stands there twice counts as it is given last, as it would if
 * they were applied in this order.
 */
export function readObjects(
  files: readonly InputFile[],
  defaultNamespace: string,
): { objects: InputObject[]; faults: InputFault[] } {
  const faults: InputFault[] = [];
  const objects = new Map<string, InputObject>();
  for (const { file, text } of files) {
    for (const document of readDocuments(file, text, faults)) {
      const object = toObject(document, defaultNamespace, faults);
      if (object !== undefined) objects.set(keyOf(object), object);
    }
  }
  return { objects: withoutOwned(objects), faults };
}

function toObject(
  { file, position, content }: InputDocument,
  defaultNamespace: string,
  faults: InputFault[],
): InputObject | undefined {
  const { apiVersion, kind, metadata } = (content ?? {}) as any;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    faults.push({
      file,
      resource: `document ${position}`,
      field: '',
      problem: `must be a Kubernetes object, got ${shown(content)}`,
      remedy: 'give it apiVersion and kind, or leave it out',
    });
    return undefined;
  }
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return {
    file,
    group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '',
    kind,
    name: text(metadata?.name) ?? `(no name, document ${position})`,
    namespace: text(metadata?.namespace) ?? defaultNamespace,
    content,
  };
}

/** What `kubectl get` shows of a workload it shows twice: the Deployment, and the pods that were made of it. */
function withoutOwned(objects: ReadonlyMap<string, InputObject>): InputObject[] {
  return [...objects.values()].filter(({ namespace, content }) => {
    const owners: unknown = content.metadata?.ownerReferences;
    const controller = Array.isArray(owners) && owners.find((owner) => owner?.controller === true);
    if (!controller) return true;
    const { apiVersion, kind, name } = controller;
    const group = String(apiVersion).includes('/') ? String(apiVersion).split('/')[0] : '';
    return !objects.has(keyOf({ group, kind, namespace, name }));
  });
}

function keyOf(object: Pick<InputObject, 'group' | 'kind' | 'namespace' | 'name'>): string {
  return `${object.group} ${object.kind} ${object.namespace} ${object.name}`;
}
