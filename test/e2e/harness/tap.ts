import { readFileSync } from 'node:fs';
import { createServer, request as plainRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface TappedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What a tap does with a request instead of passing it on; undefined: it passes it on. */
export type Tamper = (
  request: TappedRequest,
  response: ServerResponse,
) => undefined | true | Promise<undefined | true>;

export interface TapOptions {
  /** Of the server behind the tap. */
  readonly target: string;
  /** PEM file of what it is trusted by. */
  readonly caFile?: string;
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
export class Lifeline {
  /** Resolves when the run is dead. */
  readonly death: Promise<void>;
  readonly changes: string[] = [];
  private dead = false;
  private die!: () => void;

  constructor(private readonly afterChanges = Infinity) {
    this.death = new Promise((resolve) => (this.die = resolve));
  }

  get isDead(): boolean {
    return this.dead;
  }

  kill(): void {
    this.dead = true;
    this.die();
  }

  /** Called after a change was done, before its answer. */
  changed(what: string): void {
    this.changes.push(what);
    if (this.changes.length >= this.afterChanges) this.kill();
  }
}

/** A proxy in front of the API server or an admin API that sees every request of a run. */
export class Tap {
  static async start(options: TapOptions): Promise<Tap> {
    const tap = new Tap(options);
    await new Promise<void>((resolve) => tap.server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  readonly requests: TappedRequest[] = [];
  /** Of the run that is under way. */
  lifeline?: Lifeline;
  tamper?: Tamper;
  private readonly server: Server;
  private readonly ca?: string;

  private constructor(private readonly options: TapOptions) {
    this.ca = options.caFile === undefined ? undefined : readFileSync(options.caFile, 'utf8');
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { lifeline, tamper } = this;
    const tapped = { method: incoming.method!, path: incoming.url!, body: await text(incoming) };
    if (lifeline?.isDead) return void response.destroy();
    this.requests.push(tapped);
    if (await tamper?.(tapped, response)) return;
    const answer = await this.forward(tapped, incoming.headers);
    if (isChange(tapped)) lifeline?.changed(`${tapped.method} ${tapped.path}`);
    if (lifeline?.isDead) return void response.destroy();
    const headers = { ...answer.headers };
    if (headers.date && this.options.clock) {
      headers.date = new Date(Date.parse(headers.date) + this.options.clock.offsetMs).toUTCString();
    }
    response.writeHead(answer.statusCode!, headers);
    answer.pipe(response);
  }

  private forward(
    { method, path, body }: TappedRequest,
    headers: IncomingMessage['headers'],
  ): Promise<IncomingMessage> {
    const url = new URL(this.options.target + path);
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers, host: url.host }, ca: this.ca };
      send(url, options, resolve).on('error', reject).end(body);
    });
  }
}

/** Leases are not counted: who holds one is no part of what a run has done. */
export function isChange({ method, path }: TappedRequest): boolean {
  return (
    method !== 'GET' &&
    !path.startsWith('/query') &&
    !path.includes('/leases') &&
    !path.includes('/events')
  );
}

async function text(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
