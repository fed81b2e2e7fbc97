/**
 * A collection as the API server last told it, by a list and the watch that goes on from there, so
 * that looking at it costs no request.
 *
 * It may be behind: what can't be undone is decided on a list of its own.
 */
import type { IncomingMessage } from 'node:http';
import type { KubernetesClient } from './client';
import { isNotFound, KubernetesError } from './errors';
import { dropManagedFields } from './types';
import type { KubernetesObject, ResourceKind, Selection } from './types';
import { backoffMs } from '../lib/backoff';
import { SYSTEM_TIME } from '../lib/time';
import type { Time } from '../lib/time';

/** The API server ends a watch after so long; then it is gone on with. */
const TIMEOUT_SECONDS = 300;

/** There is a bookmark about each minute: one that is silent for longer has lost its connection. */
const SILENCE_MS = 150_000;

/** One that ends sooner has failed. */
const SHORT_MS = 5_000;
/** To go on with a watch, before the collection is listed again. */
const ATTEMPTS = 3;
const RETRY = { firstMs: 50, longestMs: 15_000 };

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** Of an error, its Status. */
  readonly object: T & { readonly code?: number; readonly message?: string };
}

export class Informer<T extends KubernetesObject> {
  private readonly objects = new Map<string, T>();
  /** Where the watch goes on; undefined when the collection has to be listed. */
  private resourceVersion?: string;
  private current = false;

  /** @param changed called whenever there is something new to be seen */
  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly kind: ResourceKind,
    private readonly selection: Selection,
    private readonly changed: () => void,
    private readonly time: Time = SYSTEM_TIME,
  ) {}

  /** Whether all changes arrive, so that what is missing here is missing there. */
  get isCurrent(): boolean {
    return this.current;
  }

  get items(): readonly T[] {
    return [...this.objects.values()];
  }

  /** Follows the collection until the signal. */
  async run(stop: AbortSignal, told: (message: string) => void): Promise<void> {
    for (let failures = 0; !stop.aborted;) {
      const startedAt = this.time.now();
      try {
        if (this.resourceVersion === undefined) await this.list();
        await this.watch(stop);
      } catch (error) {
        if (stop.aborted) return;
        this.failed(error, failures);
        if (!isNotFound(error)) told((error as Error).message);
      }
      failures = this.time.now() - startedAt > SHORT_MS ? 0 : failures + 1;
      await this.time.sleep(backoffMs(failures + 1, RETRY), stop);
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
    response.setTimeout(SILENCE_MS, () => response.destroy(new Error('the watch fell silent')));
    this.current = true;
    this.changed();
    try {
      for await (const line of linesOf(response)) {
        if (this.take(JSON.parse(line) as WatchEvent<T>)) this.changed();
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
  private take({ type, object }: WatchEvent<T>): boolean {
    if (type === 'ERROR') {
      throw new KubernetesError('watch', object.code ?? 0, '', object.message ?? 'no reason given');
    }
    const { name, resourceVersion } = object.metadata;
    this.resourceVersion = resourceVersion;
    if (type === 'BOOKMARK') return false;
    dropManagedFields(object);
    if (type === 'DELETED') this.objects.delete(name);
    else this.objects.set(name, object);
    return true;
  }
}

/** What is asked for is no longer known, whether the answer or a line of it says so. */
function isGone(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === 410;
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
