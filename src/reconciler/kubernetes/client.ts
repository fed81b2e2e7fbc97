/**
 * A client of the API server for one namespace.
 *
 * Reads are retried here. Of writes only those that the server says it has not done (429) or never
 * received: for everything else the caller observes the cluster again, as after a crash.
 */
import type { IncomingMessage } from 'node:http';
import type { KubernetesConnection } from './connection';
import { KubernetesError } from './errors';
import { reduce, resourcePath } from './types';
import type {
  KubernetesList,
  KubernetesObject,
  ObjectReader,
  ResourceKind,
  Selection,
} from './types';
import { MANAGED_BY } from '../../contract';
import { parsed } from '../../contract/shape';
import { backoffMs } from '../lib/backoff';
import { ServerClock } from '../lib/clock';
import type { HttpResponse } from '../lib/http';
import { HttpConnections, NoAnswerError, unlessNotFound } from '../lib/http';
import { SYSTEM_TIME } from '../lib/time';
import type { Time } from '../lib/time';

const FIELD_MANAGER = MANAGED_BY;
const READ_ATTEMPTS = 4;
const RETRY = { firstMs: 200, longestMs: 10_000 };
const DEFAULT_DEADLINE_MS = 10_000;
/** Objects of a list that are read at a time: each is several times as large as what is kept of it. */
const PAGE = '250';
export const MERGE_PATCH = 'application/merge-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** @default JSON */
  readonly accept?: string;
  /** Milliseconds for each attempt. @default 10 s */
  readonly deadlineMs?: number;
}

export class KubernetesClient implements ObjectReader {
  readonly clock = new ServerClock();
  private readonly connections: HttpConnections;
  /** Apart, so that they do not take connections from requests. */
  private readonly watches: HttpConnections;

  constructor(
    private readonly connection: KubernetesConnection,
    readonly namespace: string,
    /** For all that is done with this client. */
    readonly time: Time = SYSTEM_TIME,
  ) {
    this.connections = new HttpConnections(connection.ca);
    this.watches = new HttpConnections(connection.ca);
  }

  /** @throws KubernetesError 404 when it is not there */
  get<T extends KubernetesObject>(kind: ResourceKind, name: string): Promise<T> {
    return this.request('GET', this.path(kind, name));
  }

  find<T extends KubernetesObject>(kind: ResourceKind, name: string): Promise<T | undefined> {
    return unlessNotFound(this.get<T>(kind, name));
  }

  findAll<T extends KubernetesObject>(
    kind: ResourceKind,
    names: readonly string[],
  ): Promise<Array<T | undefined>> {
    return Promise.all(names.map((name) => this.find<T>(kind, name)));
  }

  /** Without what it holds, which may be large. */
  findMetadata(kind: ResourceKind, name: string): Promise<KubernetesObject | undefined> {
    return unlessNotFound(this.request('GET', this.path(kind, name), { accept: METADATA_ONLY }));
  }

  list<T extends KubernetesObject>(
    kind: ResourceKind,
    labelSelector = '',
  ): Promise<KubernetesList<T>> {
    return this.select(kind, labelSelector ? { labelSelector } : {});
  }

  async select<T extends KubernetesObject>(
    kind: ResourceKind,
    selection: Selection,
  ): Promise<KubernetesList<T>> {
    const items: T[] = [];
    for (let query: Record<string, string> = { ...selection, limit: PAGE }; ;) {
      const path = this.path(kind);
      const page = await this.request<KubernetesList<T>>('GET', path, { query });
      for (const each of page.items) {
        reduce(kind, each);
        items.push(each);
      }
      const { metadata } = page;
      if (!metadata.continue) return { metadata, items };
      query = { ...query, continue: metadata.continue };
    }
  }

  /** @throws KubernetesError 409 when it is there */
  create<T extends KubernetesObject>(kind: ResourceKind, body: T): Promise<T> {
    return this.write('POST', this.path(kind), body);
  }

  /**
   * Creates an object by its name, as a Role can allow it; one that is there already keeps what the body does not have.
   *
   * @throws KubernetesError 409 when somebody else has written one of the fields
   */
  apply<T extends KubernetesObject>(kind: ResourceKind, body: T): Promise<T> {
    return this.write('PATCH', this.path(kind, body.metadata.name), body, APPLY_PATCH);
  }

  /** @throws KubernetesError 409 when it has changed since it was read; a Lease that is not there is created */
  update<T extends KubernetesObject>(kind: ResourceKind, body: T): Promise<T> {
    return this.write('PUT', this.path(kind, body.metadata.name), body);
  }

  /** A merge patch of an object, or of its `scale` or `status`; null removes a field. */
  patch<T extends KubernetesObject>(
    kind: ResourceKind,
    name: string,
    body: unknown,
    subresource?: 'scale' | 'status',
  ): Promise<T> {
    const path = subresource === undefined ? [name] : [name, subresource];
    return this.write('PATCH', this.path(kind, ...path), body, MERGE_PATCH);
  }

  /**
   * Deletes exactly the object that was read, in the background; only by its name, if that is all that is given. An
   * object that is gone is fine.
   *
   * @throws KubernetesError 409 when it is another one, or has changed since
   */
  async delete(
    kind: ResourceKind,
    { metadata }: KubernetesObject,
    propagationPolicy: 'Background' | 'Orphan' = 'Background',
  ): Promise<void> {
    const preconditions = { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy, preconditions };
    await unlessNotFound(this.request('DELETE', this.path(kind, metadata.name), { body }));
  }

  /** One request by path; `get`, `list` and so on are made of it. */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= READ_ATTEMPTS;
      try {
        const response = await this.send(method, path, options);
        const what = `${method} ${path}`;
        if (response.status < 300) {
          const answer = parsed(response.text);
          if (answer) return answer as T;
          throw new NoAnswerError(`${what}: the answer is not JSON`, true);
        }
        const error = KubernetesError.from(what, response);
        if (last || !mayRepeat(method, response.status)) throw error;
        await this.time.sleep(retryDelayMs(attempt, response.headers['retry-after']));
      } catch (error) {
        if (!(error instanceof NoAnswerError) || last || (method !== 'GET' && error.sent)) {
          throw error;
        }
        await this.time.sleep(retryDelayMs(attempt));
      }
    }
  }

  /**
   * The answer of a watch, whose lines the caller reads.
   *
   * @throws KubernetesError, or an Error of the connection
   */
  async openWatch(
    kind: ResourceKind,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const path = this.path(kind);
    const url = this.url(path, query);
    const response = await this.watches.open(
      { method: 'GET', url, headers: this.headers() },
      signal,
    );
    this.clock.learn(response.headers.date);
    if (response.statusCode === 200) return response;
    response.destroy();
    throw new KubernetesError(`watch ${path}`, response.statusCode ?? 0, '', 'refused');
  }

  path(kind: ResourceKind, ...rest: string[]): string {
    return resourcePath(kind, this.namespace, ...rest);
  }

  close(): void {
    this.connections.close();
    this.watches.close();
  }

  private write<T>(method: string, path: string, body: unknown, contentType?: string): Promise<T> {
    const query = { fieldManager: FIELD_MANAGER };
    return this.request(method, path, { body, contentType, query });
  }

  private async send(method: string, path: string, options: RequestOptions): Promise<HttpResponse> {
    const response = await this.connections.send({
      method,
      url: this.url(path, options.query),
      headers: {
        ...this.headers(),
        ...(options.contentType !== undefined && { 'content-type': options.contentType }),
        ...(options.accept !== undefined && { accept: options.accept }),
      },
      body: options.body,
      deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    });
    this.clock.learn(response.headers.date);
    return response;
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.connection.token()}`, 'user-agent': FIELD_MANAGER };
  }

  private url(path: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(this.connection.url.replace(/\/$/, '') + path);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return url;
  }
}

function mayRepeat(method: string, status: number): boolean {
  return status === 429 || (method === 'GET' && status >= 500);
}

function retryDelayMs(attempt: number, retryAfter?: string): number {
  const seconds = Number(retryAfter);
  return seconds > 0 ? Math.min(seconds * 1000, RETRY.longestMs) : backoffMs(attempt, RETRY);
}
