import { setTimeout as sleep } from 'node:timers/promises';

/** What `kubectl proxy` answers while the API server is being restarted, and what that says as it starts. */
const AWAY = [502, 503];
const AWAY_PAUSE_MS = 500;
const AWAY_PAUSES = 40;

/** An object as the API server has it. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    deletionGracePeriodSeconds?: number;
    generation?: number;
    labels?: { [key: string]: string };
    annotations?: { [key: string]: string };
    ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
    finalizers?: string[];
    [field: string]: any;
  };
  [field: string]: any;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export class KubeError extends Error {
  constructor(
    public readonly status: number,
    method: string,
    path: string,
    /** The API server's Status object, or the text if it is none. */
    public readonly body: any,
  ) {
    super(`${method} ${path}: ${status} ${body?.message ?? JSON.stringify(body)}`);
  }
}

export type PatchType = 'merge' | 'strategic-merge' | 'json' | 'apply';

const CONTENT_TYPES: { [type in PatchType]: string } = {
  merge: 'application/merge-patch+json',
  'strategic-merge': 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/**
 * The Kubernetes API as plain paths and JSON, for an administrator.
 *
 * It speaks to a `kubectl proxy`, so that whatever a kubeconfig can hold (certificates, tokens,
 * login helpers) works with any cluster.
 */
export class KubeClient {
  private readonly resources = new Map<string, any[]>();

  constructor(private readonly url: string) {}

  /** The path of all objects of an object's kind, in its namespace if the kind has namespaces. */
  public async collectionOf(object: KubeObject): Promise<string> {
    const version = object.apiVersion!;
    const base = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
    if (!this.resources.has(base)) {
      this.resources.set(base, (await this.request('GET', base)).resources);
    }
    const resource = this.resources
      .get(base)!
      .find(({ kind, name }) => kind === object.kind && !name.includes('/'));
    if (!resource) {
      throw new Error(`the API server has no ${object.kind} of ${version}`);
    }
    const namespace = object.metadata.namespace ?? 'default';
    return resource.namespaced
      ? `${base}/namespaces/${namespace}/${resource.name}`
      : `${base}/${resource.name}`;
  }

  public get(path: string): Promise<KubeObject> {
    return this.request('GET', path);
  }

  /** Undefined if there is no such object. */
  public async find(path: string): Promise<KubeObject | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  public async list(path: string): Promise<KubeObject[]> {
    return (await this.request('GET', path)).items;
  }

  public create(path: string, object: object): Promise<KubeObject> {
    return this.request('POST', path, object);
  }

  public patch(path: string, patch: object, type: PatchType = 'merge'): Promise<KubeObject> {
    return this.request('PATCH', path, patch, CONTENT_TYPES[type]);
  }

  /** Deletes; an object that is not there is fine. */
  public async delete(path: string, options: object = {}): Promise<void> {
    try {
      await this.request('DELETE', path, options);
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) {
        throw error;
      }
    }
  }

  public async request(
    method: string,
    path: string,
    body?: object,
    contentType?: string,
  ): Promise<any> {
    const send = () =>
      fetch(this.url + path, {
        method,
        headers: body ? { 'content-type': contentType ?? 'application/json' } : {},
        body: body ? JSON.stringify(body) : undefined,
      });
    let response = await send();
    for (let pauses = 0; AWAY.includes(response.status) && pauses < AWAY_PAUSES; pauses++) {
      await response.body?.cancel();
      await sleep(AWAY_PAUSE_MS);
      response = await send();
    }
    const text = await response.text();
    let parsed: any = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Some answers, /readyz for one, are plain text.
    }
    if (!response.ok) {
      throw new KubeError(response.status, method, path, parsed);
    }
    return parsed;
  }

  /** The events after a list of that resourceVersion, until the server ends the watch. */
  public async *watch(
    path: string,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    const query = `watch=true&resourceVersion=${resourceVersion}&timeoutSeconds=240`;
    const response = await fetch(`${this.url}${path}?${query}`, { signal });
    if (!response.ok || !response.body) {
      throw new KubeError(response.status, 'WATCH', path, await response.text());
    }
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body as any as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines.filter((text) => text !== '')) {
        const event = JSON.parse(line);
        if (event.type === 'ERROR') {
          throw new KubeError(event.object.code, 'WATCH', path, event.object);
        }
        yield event;
      }
    }
  }
}
