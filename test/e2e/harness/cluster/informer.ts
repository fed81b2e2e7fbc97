import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient, KubeObject } from './kube-client';

/**
 * All objects of a path, kept up to date by list and watch. `changed` is called with each object
 * that is new or other than before, and with `deleted` set when it is gone.
 */
export class Informer {
  public readonly objects = new Map<string, KubeObject>();
  private readonly abort = new AbortController();
  private readonly loop: Promise<void>;

  constructor(
    private readonly client: KubeClient,
    private readonly path: string,
    private readonly changed: (object: KubeObject, deleted: boolean) => void,
  ) {
    this.loop = this.run();
  }

  public async stop(): Promise<void> {
    this.abort.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        await this.listAndWatch();
      } catch {
        // A server that is restarted, or a watch that is too old: list again.
        await sleep(200);
      }
    }
  }

  private async listAndWatch(): Promise<void> {
    const list = await this.client.request('GET', this.path);
    const listed = new Map<string, KubeObject>(
      list.items.map((item: KubeObject) => [key(item), item]),
    );
    for (const [id, object] of this.objects) {
      if (!listed.has(id)) {
        this.update(object, true);
      }
    }
    listed.forEach((object) => this.update(object, false));
    const events = this.client.watch(this.path, list.metadata.resourceVersion, this.abort.signal);
    for await (const event of events) {
      this.update(event.object, event.type === 'DELETED');
    }
  }

  private update(object: KubeObject, deleted: boolean): void {
    const known = this.objects.get(key(object));
    if (deleted) {
      this.objects.delete(key(object));
    } else if (known?.metadata.resourceVersion === object.metadata.resourceVersion) {
      return;
    } else {
      this.objects.set(key(object), object);
    }
    this.changed(object, deleted);
  }
}

function key(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}/${object.metadata.uid}`;
}
