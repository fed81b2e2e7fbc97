/** What the verbs of the Kubernetes API do to a store, with their preconditions. */
import type { ApiRequest } from './api';
import { withWriter } from './managed-fields';
import { mergePatch } from './merge-patch';
import type { Doc, ObjectStore } from './object-store';
import type { ResourcePath } from './resource-path';
import { shortName } from './resource-path';
import { conflict, notFound, StatusError } from './status-error';

/** More than this the API server refuses in a ConfigMap. */
const CONFIG_MAP_BYTES = 1024 * 1024;

export interface Target {
  readonly store: ObjectStore;
  readonly path: ResourcePath;
  readonly request: ApiRequest;
  readonly now: string;
}

export function get({ store, path }: Target): Doc {
  const object = store.get(path.collection, path.name!);
  if (object === undefined) throw notFound(shortName(path));
  return path.subresource === 'scale' ? scaleOf(object) : object;
}

export function create(target: Target, operation: 'Apply' | 'Update' = 'Update'): Doc {
  const { store, path, request } = target;
  const { status: _, ...object } = request.body;
  const { name } = object.metadata;
  if (name !== undefined && store.get(path.collection, name) !== undefined) {
    throw new StatusError(409, 'AlreadyExists', `${path.resource} "${name}" already exists`);
  }
  checkSize(object, path);
  const [, namespace] = /namespaces\/([^/]+)/.exec(path.collection)!;
  const created = { ...object, metadata: { namespace, ...object.metadata } };
  return store.create(path.collection, stamped(created, object, target, operation));
}

/** A Lease that is not there is created. */
export function update(target: Target): Doc {
  const { store, path, request } = target;
  const { body } = request;
  if (path.resource === 'leases') {
    if (store.get(path.collection, path.name!) === undefined) {
      if (body.metadata.uid === undefined) return create(target);
      throw conflict(shortName(path), 'the UID in the precondition does not match');
    }
    if (body.metadata.resourceVersion === undefined) {
      throw new StatusError(422, 'Invalid', 'metadata.resourceVersion: must be specified');
    }
  }
  const before = get(target);
  checkVersion(before, body.metadata.resourceVersion, target);
  return write(target, before, { ...body, status: before.status });
}

export function patch(target: Target): Doc {
  const { path, request, store } = target;
  const applied = request.headers['content-type'] === 'application/apply-patch+yaml';
  if (applied && store.get(path.collection, path.name!) === undefined) {
    return create(target, 'Apply');
  }
  const before = get({ ...target, path: { ...path, subresource: undefined } });
  checkVersion(before, request.body.metadata?.resourceVersion, target);
  const after = mergePatch(before, allowed(request.body, path.subresource));
  const written = write(target, before, after, applied ? 'Apply' : 'Update');
  return path.subresource === 'scale' ? scaleOf(written) : written;
}

export function remove(target: Target): Doc {
  const { store, path, request } = target;
  const object = get(target);
  const { uid, resourceVersion } = request.body?.preconditions ?? {};
  if (uid !== undefined && uid !== object.metadata.uid) {
    throw conflict(shortName(path), `the UID in the precondition (${uid}) does not match`);
  }
  checkVersion(object, resourceVersion, target);
  store.remove(path.collection, path.name!);
  return object;
}

/** An Eviction, for which there is always room; what a disruption budget says is a fault. */
export function evict(target: Target): Doc {
  const { deleteOptions } = target.request.body;
  return remove({
    ...target,
    path: { ...target.path, subresource: undefined },
    request: { ...target.request, body: deleteOptions },
  });
}

/** What a request may change: a subresource is a part of the object, and its labels and annotations. */
function allowed(body: any, subresource: string | undefined): any {
  const { spec, status, ...rest } = body;
  switch (subresource) {
    case 'scale':
      return { spec: { replicas: spec.replicas } };
    case 'status':
      return { ...rest, ...(status && { status }) };
    default:
      return { ...rest, ...(spec && { spec }) };
  }
}

function write(
  target: Target,
  before: Doc,
  wanted: Doc,
  operation: 'Apply' | 'Update' = 'Update',
): Doc {
  const { store, path, request } = target;
  const { uid, creationTimestamp, generation, deletionTimestamp, resourceVersion } =
    before.metadata;
  const kept = { uid, creationTimestamp, generation, deletionTimestamp, resourceVersion };
  const after: Doc = { ...wanted, metadata: { ...wanted.metadata, ...kept } };
  checkSize(after, path);
  // What makes no difference makes no revision.
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  if (JSON.stringify(after.spec) !== JSON.stringify(before.spec)) after.metadata.generation++;
  if (request.query.get('dryRun') === 'All') return after;
  const written = store.replace(path.collection, stamped(after, request.body, target, operation));
  const { finalizers } = written.metadata;
  if (deletionTimestamp !== undefined && !finalizers?.length) {
    store.remove(path.collection, written.metadata.name);
  }
  return written;
}

function stamped(object: Doc, written: any, target: Target, operation: 'Apply' | 'Update'): Doc {
  const { request, path, now: time } = target;
  const manager = request.query.get('fieldManager') ?? 'unknown';
  const { subresource } = path;
  return withWriter(object, written, { manager, operation, subresource, time });
}

function checkVersion({ metadata }: Doc, asked: string | undefined, { path }: Target): void {
  if (asked !== undefined && asked !== metadata.resourceVersion) {
    throw conflict(shortName(path), 'the object has been modified');
  }
}

function checkSize(object: Doc, { resource }: ResourcePath): void {
  if (resource !== 'configmaps') return;
  const bytes = Buffer.byteLength(Object.values(object.data ?? {}).join(''));
  if (bytes > CONFIG_MAP_BYTES) {
    throw new StatusError(422, 'Invalid', 'data: Too long: may not be more than 1048576 bytes');
  }
}

function scaleOf({ metadata, spec }: Doc): Doc {
  return { kind: 'Scale', metadata, spec: { replicas: spec?.replicas } };
}
