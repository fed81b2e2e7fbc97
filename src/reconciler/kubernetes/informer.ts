/**
 * A collection kept up to date by a list and the watch that continues from there, so that reading it
 * costs no request.
 *
 * It may be behind: what can't be undone is decided on a fresh list.
 */
import type { IncomingMessage } from 'node:http';
import type { KubernetesClient } from './client';
import { hasStatus, isNotFound, KubernetesError } from './errors';
import { reduce } from './types';
import type { KubernetesObject, ResourceKind, Selection } from './types';
import { backoffMs } from '../lib/backoff';

/** The API server ends a watch after this long; the next one continues from there. */
const TIMEOUT_SECONDS = 300;

/** Bookmarks arrive about each minute: a watch that is silent for longer has lost its connection. */
const SILENCE_MS = 150_000;

/** A watch that ends sooner has failed. */
const SHORT_MS = 5_000;
/** To continue a watch, before the collection is listed again. */
const ATTEMPTS = 3;
const RETRY = { firstMs: 50, longestMs: 15_000 };

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** Of an error, its Status. */
  readonly object: T & { readonly code?: number; readonly message?: string };
}

export class Informer<T extends KubernetesObject> {
  private readonly objects = new Map<string, T>();
  /** Where the watch continues; undefined when the collection has to be listed. */
  private resourceVersion?: string;
  private current = false;

  /** @param changed called after each change */
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly kind: ResourceKind,
    private readonly selection: Selection,
    private readonly changed: () => void,
  ) {}

  /** Whether a watch is open, so that what is missing here is missing there. */
  get isCurrent(): boolean {
    return this.current;
  }

  get items(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Follows the collection until the signal. */
  async run(stop: AbortSignal, log: (message: string) => void): Promise<void> {
    for (let failures = 0; !stop.aborted;) {
      const startedAt = this.kubernetes.time.now();
      try {
        if (!this.resourceVersion) await this.list();
        await this.watch(stop);
      } catch (error) {
        if (stop.aborted) return;
        this.failed(error, failures);
        if (!isNotFound(error)) log((error as Error).message);
      }
      failures = this.kubernetes.time.now() - startedAt > SHORT_MS ? 0 : failures + 1;
      await this.kubernetes.time.sleep(backoffMs(failures + 1, RETRY), stop);
    }
  }

  private failed(error: unknown, failures: number): void {
    if (isNotFound(error)) {
      // The kind is not installed: there is nothing of it.
      this.objects.clear();
      this.resourceVersion = undefined;
      this.current = true;
      this.changed();
    } else if (isGone(error) || failures >= ATTEMPTS) {
      this.resourceVersion = undefined;
    }
  }

  private async list(): Promise<void> {
    const { items, metadata } = await this.kubernetes.select<T>(this.kind, this.selection);
    this.objects.clear();
    for (const item of items) this.objects.set(item.metadata.name, item);
    this.resourceVersion = metadata.resourceVersion;
  }

  private async watch(stop: AbortSignal): Promise<void> {
    const query = {
      ...this.selection,
      watch: 'true',
      resourceVersion: this.resourceVersion!,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(TIMEOUT_SECONDS),
    };
    const response = await this.open(query, stop);
    response.setTimeout(SILENCE_MS, () => response.destroy(watchTimedOut()));
    this.current = true;
    this.changed();
    try {
      for await (const line of linesOf(response)) {
        if (this.apply(JSON.parse(line) as WatchEvent<T>)) this.changed();
      }
    } finally {
      this.current = false;
    }
  }

  private async open(query: Record<string, string>, stop: AbortSignal): Promise<IncomingMessage> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    const timer = setTimeout(abort, SILENCE_MS);
    stop.addEventListener('abort', abort);
    try {
      const response = await this.kubernetes.openWatch(this.kind, query, attempt.signal);
      response.once('close', () => stop.removeEventListener('abort', abort));
      return response;
    } catch (error) {
      stop.removeEventListener('abort', abort);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it has changed anything. */
  private apply({ type, object }: WatchEvent<T>): boolean {
    if (type === 'ERROR') {
      throw new KubernetesError('watch', object.code ?? 0, '', object.message ?? 'no reason given');
    }
    const { name, resourceVersion } = object.metadata;
    this.resourceVersion = resourceVersion;
    if (type === 'BOOKMARK') return false;
    reduce(this.kind, object);
    if (type === 'DELETED') this.objects.delete(name);
    else this.objects.set(name, object);
    return true;
  }
}

/** The resourceVersion is too old, whether the response or an event of the watch says so. */
function isGone(error: unknown): boolean {
  return hasStatus(error, 410);
}

function watchTimedOut(): Error {
  return new Error(`watch timed out: no event or bookmark for ${SILENCE_MS / 1000} s`);
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines.filter((line) => line !== '');
  }
}
