import { readFileSync } from 'node:fs';
import { createServer, request as plainRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer, request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../machine/certificate';

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a proxy does with a request instead of passing it on; undefined: it passes it on. */
export type Intercept = (
  request: ProxiedRequest,
  response: ServerResponse,
) => undefined | true | Promise<undefined | true>;

export interface ProxyOptions {
  /** Of the server behind the proxy. */
  readonly target: string;
  /** PEM file of what it is trusted by. */
  readonly caFile?: string;
  /**
   * Where it listens; pods reach all of the machine's addresses but this one.
   * @default 127.0.0.1
   */
  readonly address?: string;
  /** Makes it speak TLS. */
  readonly certificate?: Certificate;
  readonly clock?: TestClock;
}

/** Seconds that are added to the time that the API server tells. */
export class TestClock {
  offsetMs = 0;

  advance(seconds: number): void {
    this.offsetMs += seconds * 1000;
  }
}

/**
 * Ends a run as a kill would, after so many changes: what it had sent is done, it gets no answer,
 * and nothing that it sends later arrives.
 */
export class KillSwitch {
  readonly changes: string[] = [];

  constructor(private readonly afterChanges = Infinity) {}

  get isDead(): boolean {
    return this.changes.length >= this.afterChanges;
  }

  /** Called after a change was done, before its answer. */
  changed(what: string): void {
    this.changes.push(what);
  }
}

/** A proxy in front of the API server or an admin API that sees every request of a run. */
export class InterceptingProxy {
  static async start(options: ProxyOptions): Promise<InterceptingProxy> {
    const proxy = new InterceptingProxy(options);
    await new Promise<void>((resolve) => proxy.server.listen(0, proxy.address, resolve));
    return proxy;
  }

  readonly requests: ProxiedRequest[] = [];
  /** Of the run that is under way. */
  killSwitch?: KillSwitch;
  intercept?: Intercept;
  /** Called when the server behind has answered. */
  answered?: (request: ProxiedRequest, status: number) => void;
  private readonly server: Server;
  private readonly address: string;
  private readonly ca?: string;

  private constructor(private readonly options: ProxyOptions) {
    this.ca = options.caFile === undefined ? undefined : readFileSync(options.caFile, 'utf8');
    this.address = options.address ?? '127.0.0.1';
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.handle(request, response).catch(() => response.destroy());
    };
    this.server = options.certificate
      ? createTlsServer(options.certificate, listener)
      : createServer(listener);
  }

  get url(): string {
    const scheme = this.options.certificate ? 'https' : 'http';
    return `${scheme}://${this.address}:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections off; new ones are let through. */
  cut(): void {
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { killSwitch, intercept } = this;
    const { method, url, headers: sent } = incoming;
    const request = { method: method!, path: url!, headers: sent, body: await text(incoming) };
    if (killSwitch?.isDead) return void response.destroy();
    this.requests.push(request);
    if (await intercept?.(request, response)) return;
    const answer = await this.forward(request);
    this.answered?.(request, answer.statusCode!);
    if (isChange(request)) killSwitch?.changed(`${request.method} ${request.path}`);
    if (killSwitch?.isDead) return void response.destroy();
    const headers = { ...answer.headers };
    if (headers.date && this.options.clock) {
      headers.date = new Date(Date.parse(headers.date) + this.options.clock.offsetMs).toUTCString();
    }
    response.writeHead(answer.statusCode!, headers);
    // A watch may have nothing to tell for long.
    response.flushHeaders();
    answer.pipe(response);
  }

  private forward({ method, path, body, headers }: ProxiedRequest): Promise<IncomingMessage> {
    const url = new URL(this.options.target + path);
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers, host: url.host }, ca: this.ca };
      send(url, options, resolve).on('error', reject).end(body);
    });
  }
}

/** Leases are not counted: who holds one is no part of what a run has done. */
export function isChange({ method, path }: ProxiedRequest): boolean {
  return (
    method !== 'GET' &&
    !path.startsWith('/query') &&
    !path.includes('/leases') &&
    !path.includes('/events')
  );
}

/** Answers as an API server or an admin API that refuses. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ message }));
  return true;
}

async function text(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
