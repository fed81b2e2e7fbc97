/** A Kubernetes API server without controllers: what nobody writes does not happen. */
import type { Api, ApiRequest, Reply } from './api';
import { TestClock } from './clock';
import { ObjectStore } from './object-store';
import type { Doc } from './object-store';
import { parseResourcePath, shortName } from './resource-path';
import type { ResourcePath } from './resource-path';
import { authorize } from './role';
import { matcherOf } from './selectors';
import { notFound, StatusError } from './status-error';
import * as verbs from './verbs';
import { Watches } from './watch';
import type { Permission } from '../../../src/contract';

export class KubernetesApi implements Api {
  readonly store: ObjectStore;
  readonly watches: Watches;
  /** Groups of custom kinds that are not installed. */
  readonly notInstalled = new Set<string>();
  /** What the client may do; undefined: everything. */
  permissions?: readonly Permission[];
  /** What is left of lists that are read in pages, by the token to continue with. */
  private readonly unread = new Map<string, { resourceVersion: string; items: Doc[] }>();

  constructor(readonly clock = new TestClock()) {
    this.store = new ObjectStore(clock);
    this.watches = new Watches(this.store);
  }

  now(): Date {
    return this.clock.now();
  }

  nameOf(method: string, path: string, query: URLSearchParams): string {
    const parsed = parseResourcePath(path);
    const verb = query.get('watch') === 'true' ? 'WATCH' : method;
    return `${verb} ${parsed ? shortName(parsed) : path}`;
  }

  handle(request: ApiRequest): Reply {
    try {
      const path = parseResourcePath(request.path);
      if (path === undefined || this.notInstalled.has(path.group)) throw notFound(request.path);
      const { collection, name } = path;
      const exists = name !== undefined && this.store.get(collection, name) !== undefined;
      if (this.permissions) authorize(this.permissions, request, path, exists);
      return this.reply(request, path);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return { status: error.status, body: error.body };
    }
  }

  private reply(request: ApiRequest, path: ResourcePath): Reply {
    const target = { store: this.store, path, request, now: this.now().toISOString() };
    switch (request.method) {
      case 'GET':
        if (path.name !== undefined) return { status: 200, body: verbs.get(target) };
        return request.query.get('watch') === 'true'
          ? this.watch(request, path)
          : this.list(request, path);
      case 'POST':
        if (path.subresource === 'eviction') return { status: 201, body: verbs.evict(target) };
        return { status: 201, body: verbs.create(target) };
      case 'PUT':
        return { status: 200, body: verbs.update(target) };
      case 'PATCH':
        return { status: 200, body: verbs.patch(target) };
      case 'DELETE':
        return { status: 200, body: verbs.remove(target) };
      default:
        throw new StatusError(405, 'MethodNotAllowed', request.method);
    }
  }

  /** In pages, if the client asks for them; all of a list are of one revision. */
  private list({ query }: ApiRequest, { collection }: ResourcePath): Reply {
    const token = query.get('continue');
    const list = token === null ? undefined : this.unread.get(token);
    if (token !== null && list === undefined) {
      throw new StatusError(410, 'Expired', 'the provided continue parameter is too old');
    }
    const resourceVersion = list?.resourceVersion ?? String(this.store.revision);
    const all = list?.items ?? this.store.list(collection).filter(matcherOf(query));
    const limit = Number(query.get('limit')) || all.length;
    const metadata: { resourceVersion: string; continue?: string } = { resourceVersion };
    if (all.length > limit) {
      metadata.continue = `${resourceVersion}-${all.length}-${collection}`;
      this.unread.set(metadata.continue, { resourceVersion, items: all.slice(limit) });
    }
    return { status: 200, body: { kind: 'List', metadata, items: all.slice(0, limit) } };
  }

  private watch({ query }: ApiRequest, { collection }: ResourcePath): Reply {
    const since = Number(query.get('resourceVersion'));
    const stream: Reply['stream'] = (response) =>
      this.watches.start(response, collection, since, matcherOf(query));
    return { status: 200, stream };
  }
}
