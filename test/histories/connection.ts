/** As much of node:http as the bundle uses, on the network of a history. */
import { EventEmitter } from 'node:events';
import type { Exchange } from './network';
import type { Pod } from './pod';

interface RequestOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export function connectionModule(pod: Pod) {
  return {
    Agent: class {
      destroy(): void {}
    },
    request: (url: URL, options: RequestOptions, onResponse: (response: Incoming) => void) =>
      new Outgoing(pod, url, options, onResponse),
  };
}

class Outgoing extends EventEmitter {
  private response?: Incoming;
  private isOver = false;

  constructor(
    private readonly pod: Pod,
    private readonly url: URL,
    private readonly options: RequestOptions,
    private readonly onResponse: (response: Incoming) => void,
  ) {
    super();
  }

  end(body?: string): void {
    const { pod, url, options } = this;
    const { method, headers, signal } = options;
    const abort = () => this.fail(new Error('The operation was aborted'));
    if (signal?.aborted) {
      // After the listeners have been added.
      pod.deliver(() => queueMicrotask(abort));
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    const exchange: Exchange = {
      onSent: () => pod.deliver(() => !this.isOver && this.emit('finish')),
      onAnswer: (status, answerHeaders, text) =>
        pod.deliver(() => {
          if (this.isOver) return;
          const response = new Incoming(status, answerHeaders);
          this.response = response;
          this.onResponse(response);
          if (text !== undefined) response.finish(text);
        }),
      onData: (text) => pod.deliver(() => this.response?.add(text)),
      onEnd: () => pod.deliver(() => this.response?.end()),
      onFailure: (error) => pod.deliver(() => this.fail(error)),
      isOpen: () => pod.isAlive && !this.isOver && !this.response?.isClosed,
    };
    pod.network.send(pod, { method, url, headers, body }, exchange);
  }

  private fail(error: Error): void {
    if (this.isOver) return;
    if (this.response) {
      this.response.destroy(error);
      return;
    }
    this.isOver = true;
    this.emit('error', error);
  }
}

/** A response, which is read as chunks. */
class Incoming extends EventEmitter {
  isClosed = false;
  private readonly chunks: string[] = [];
  private isEnded = false;
  private error?: Error;
  private wake?: () => void;
  private asText = false;

  constructor(
    readonly statusCode: number,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super();
  }

  setEncoding(): void {
    this.asText = true;
  }

  /** Silence is for the history to break. */
  setTimeout(): void {}

  finish(text: string): void {
    this.add(text);
    this.end();
  }

  add(text: string): void {
    if (this.isClosed) return;
    this.chunks.push(text);
    this.wake?.();
  }

  end(): void {
    this.isEnded = true;
    this.wake?.();
  }

  destroy(error?: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.error = error ?? new Error('aborted');
    this.wake?.();
    this.emit('close');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string | Buffer> {
    for (;;) {
      if (this.error) throw this.error;
      const chunk = this.chunks.shift();
      if (chunk !== undefined) yield this.asText ? chunk : Buffer.from(chunk);
      else if (this.isEnded) break;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.isClosed = true;
    this.emit('close');
  }
}
