/** Serves an Api over HTTP on loopback, writes down what it was asked, and injects faults. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api, ApiRequest, Reply } from './api';
import { Faults } from './faults';

export class MemoryServer<T extends Api = Api> {
  static async start<T extends Api>(api: T): Promise<MemoryServer<T>> {
    const server = createServer((request, response) => {
      // What fails here must not be taken for a server that hangs.
      memory.answer(request, response).catch((error: Error) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(JSON.stringify({ message: `of the test server: ${error.stack}` }));
      });
    });
    const memory = new MemoryServer(api, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return memory;
  }

  readonly faults = new Faults();
  /** All requests, in the order in which they arrived. */
  readonly log: ApiRequest[] = [];

  private constructor(
    readonly api: T,
    private readonly server: Server,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Names of the requests that change something, or of all that match. */
  names(matching = /^(POST|PUT|PATCH|DELETE) /): string[] {
    return this.log.map(({ name }) => name).filter((name) => matching.test(name));
  }

  forget(): void {
    this.log.length = 0;
  }

  /** Breaks all connections: those of watches, and of requests that hang. */
  disconnect(): void {
    this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.disconnect();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await this.read(incoming);
    this.log.push(request);
    const fault = this.faults.meet(request);
    switch (fault?.type) {
      case 'hang':
        return;
      case 'drop':
        response.destroy();
        return;
      case 'refuse':
        this.send(fault.reply, response);
        return;
      case 'lose-answer':
        this.api.handle(request);
        response.destroy();
        return;
      case 'after':
        await fault.first();
    }
    this.send(this.api.handle(request), response);
  }

  private async read(incoming: IncomingMessage): Promise<ApiRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', headers } = incoming;
    const { pathname: path, searchParams: query } = new URL(incoming.url ?? '', 'http://server');
    const text = Buffer.concat(chunks).toString();
    const name = this.api.nameOf(method, path, query);
    return { method, path, query, headers, body: text === '' ? undefined : JSON.parse(text), name };
  }

  private send({ status, body, headers, stream }: Reply, response: ServerResponse): void {
    const date = this.api.now?.().toUTCString();
    if (date === undefined) response.sendDate = false;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(date !== undefined && { date }),
      ...headers,
    });
    if (stream) {
      response.flushHeaders();
      stream(response);
    } else {
      response.end(JSON.stringify(body ?? {}));
    }
  }
}
