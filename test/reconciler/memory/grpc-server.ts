/** Restate's node port: gRPC over HTTP/2 without TLS, on loopback. */
import { createServer } from 'node:http2';
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

export type GrpcAnswer = (stream: ServerHttp2Stream) => void;

export class GrpcServer {
  static async start(host = '127.0.0.1', port = 0): Promise<GrpcServer> {
    const server = createServer();
    const grpc = new GrpcServer(server);
    await new Promise<void>((resolve) => server.listen(port, host, resolve));
    return grpc;
  }

  /** Method's own name -> what it answers. */
  readonly answers = new Map<string, GrpcAnswer>();
  /** Names of the methods that were called. */
  readonly calls: string[] = [];
  private readonly sessions = new Set<ServerHttp2Session>();

  private constructor(private readonly server: Http2Server) {
    server.on('session', (session) => this.sessions.add(session));
    server.on('stream', (stream, headers) => {
      const method = String(headers[':path']).split('/').pop()!;
      this.calls.push(method);
      stream.on('error', () => undefined);
      (this.answers.get(method) ?? refusal(12, 'unimplemented'))(stream);
    });
  }

  get authority(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const TYPE = { 'content-type': 'application/grpc' };

/** A message, and after it the status 0. */
export function message(payload: Buffer): GrpcAnswer {
  return (stream) => {
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(payload.length, 1);
    stream.respond({ ':status': 200, ...TYPE }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.concat([prefix, payload]));
  };
}

/** A status in the headers, without any message. */
export function refusal(status: number, text: string): GrpcAnswer {
  const headers = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(text) };
  return (stream) => stream.respond({ ':status': 200, ...TYPE, ...headers }, { endStream: true });
}

/** No gRPC at all: what a proxy in between answers. */
export function plainHttp(status: number): GrpcAnswer {
  return (stream) => stream.respond({ ':status': status }, { endStream: true });
}
