import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: any;
}

type Answer = (response: ServerResponse, received: Received) => void;

/** A server that answers as a test says, to inject what a real one does only now and then. */
export class FaultServer {
  static async start(...answers: Answer[]): Promise<FaultServer> {
    const faults = new FaultServer(answers);
    await new Promise<void>((resolve) => faults.server.listen(0, '127.0.0.1', resolve));
    return faults;
  }

  readonly received: Received[] = [];
  private readonly server: Server;

  private constructor(private readonly answers: Answer[]) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { method = '', url = '', headers } = request;
        const received = { method, path: url, headers, body: text && JSON.parse(text) };
        this.received.push(received);
        // The last answer stays for all further requests.
        const next = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
        next?.(response, received);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return (response) => {
    response.writeHead(status, headers);
    response.end(JSON.stringify(body));
  };
}

export const neverAnswer: Answer = () => undefined;

export const hangUp: Answer = (response) => response.destroy();
