/** What kubectl does to the API server: an apply of either kind, object by object, and what it prunes. */
import { APP_LABEL, NAMESPACE } from './app';
import type { Kind, Manifest } from './app';
import { PRUNING_MARKS } from '../../src/contract';
import { RESOURCES, resourcePath } from '../../src/reconciler/kubernetes/types';
import type { KubernetesApi } from '../reconciler/memory/kubernetes-api';
import type { Doc } from '../reconciler/memory/object-store';

/** What `kubectl apply --prune` deletes by default, of what an app has. */
export const PRUNED: readonly Kind[] = [
  ...(['configMaps', 'services', 'jobs', 'cronJobs', 'replicaSets', 'deployments'] as const),
];

export class Kubectl {
  /** What was applied last, for a server-side apply: the fields that kubectl owns, by uid. */
  private readonly owned = new Map<string, Doc>();

  constructor(private readonly api: KubernetesApi) {}

  apply({ kind, object }: Manifest, how: 'client' | 'server'): void {
    const { store } = this.api;
    const { name } = object.metadata;
    const text = JSON.stringify(object);
    const marks: Record<string, string> =
      how === 'client' ? { [PRUNING_MARKS.lastApplied]: text } : {};
    const wanted = withAnnotations(object, marks);
    const found = store.get(pathOf(kind), name);
    if (!found) {
      const created = this.request('POST', pathOf(kind), wanted);
      this.owned.set(created.metadata.uid, object);
      return;
    }
    const before =
      how === 'client'
        ? parsed(found.metadata.annotations?.[PRUNING_MARKS.lastApplied])
        : this.owned.get(found.metadata.uid);
    this.owned.set(found.metadata.uid, object);
    if (kind === 'jobs') return;
    this.request('PATCH', `${pathOf(kind)}/${name}`, patchTo(wanted, before));
  }

  /** Objects that `apply --prune` would delete after these were applied. */
  prunable(app: string, applied: readonly Manifest[]): Manifest[] {
    const kept = new Set(applied.map(({ kind, object }) => `${kind} ${object.metadata.name}`));
    return PRUNED.flatMap((kind) =>
      this.api.store
        .list(pathOf(kind))
        .filter(
          ({ metadata: { name, labels, annotations } }) =>
            labels?.[APP_LABEL] === app &&
            annotations?.[PRUNING_MARKS.lastApplied] !== undefined &&
            !kept.has(`${kind} ${name}`),
        )
        .map((object) => ({ kind, object })),
    );
  }

  delete(kind: Kind, name: string): void {
    this.api.store.remove(pathOf(kind), name);
  }

  private request(method: string, path: string, body: Doc): Doc {
    const query = new URLSearchParams({ fieldManager: 'kubectl' });
    const reply = this.api.handle({ method, path, query, headers: {}, body, name: path });
    return reply.body as Doc;
  }
}

export function pathOf(kind: Kind): string {
  return resourcePath(RESOURCES[kind], NAMESPACE);
}

function withAnnotations(object: Doc, more: Record<string, string>): Doc {
  const annotations = { ...object.metadata.annotations, ...more };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function parsed(text: string | undefined): Doc | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Doc);
}

/** A merge patch that removes what was applied before and is not wanted any more. */
function patchTo(wanted: any, before: any): any {
  const patch: any = { ...wanted };
  for (const [key, value] of Object.entries(before ?? {})) {
    if (!(key in wanted)) patch[key] = null;
    else if (isMap(value) && isMap(wanted[key])) patch[key] = patchTo(wanted[key], value);
  }
  return patch;
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
