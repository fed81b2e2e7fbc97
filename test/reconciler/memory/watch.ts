/** Watches: the changes since a revision, and then each as it happens. */
import type { ServerResponse } from 'node:http';
import type { Change, Doc, ObjectStore } from './object-store';

type Send = (type: string, object: unknown) => void;

export class Watches {
  private readonly open = new Map<ServerResponse, Send>();

  constructor(private readonly store: ObjectStore) {}

  start(
    response: ServerResponse,
    collection: string,
    since: number,
    matches: (object: Doc) => boolean,
  ): void {
    const send: Send = (type, object) => response.write(`${JSON.stringify({ type, object })}\n`);
    const missed = this.store.changesSince(since, collection);
    if (missed === undefined) {
      send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' });
      response.end();
      return;
    }
    const tell = (change: Change) => {
      const type = change.collection === collection && typeFor(change, matches);
      if (type) send(type, change.object);
    };
    missed.forEach(tell);
    const unsubscribe = this.store.subscribe(tell);
    this.open.set(response, send);
    response.on('close', () => {
      unsubscribe();
      this.open.delete(response);
    });
  }

  get count(): number {
    return this.open.size;
  }

  /** What the API server tells about once a minute, so that a watch can go on from there. */
  bookmark(): void {
    const resourceVersion = String(this.store.revision);
    for (const send of this.open.values()) send('BOOKMARK', { metadata: { resourceVersion } });
  }

  /** Ends them in good order, as the API server does after a while. */
  end(): void {
    for (const response of this.open.keys()) response.end();
  }
}

/** An object that comes to match, or no longer does, is told as added or deleted. */
function typeFor({ type, object, before }: Change, matches: (object: Doc) => boolean) {
  const was = before !== undefined && matches(before);
  const is = type !== 'DELETED' && matches(object);
  if (is) return was ? 'MODIFIED' : 'ADDED';
  return was ? 'DELETED' : undefined;
}
