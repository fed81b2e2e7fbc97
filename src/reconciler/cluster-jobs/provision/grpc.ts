/**
 * One unary gRPC call over HTTP/2 without TLS, which is what Restate's node port speaks. The two calls
 * that are needed have empty requests and a handful of fields in their answers: a gRPC library would
 * be larger than the whole runtime.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */
import { connect } from 'node:http2';

/** @see https://grpc.io/docs/guides/status-codes/ */
export const GRPC_STATUS = { ok: 0, unknown: 2, alreadyExists: 6, unavailable: 14 } as const;

/** An error status of the server, with its message; `unavailable` when there was no answer. */
export class GrpcError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A message that has no fields: not compressed, of length 0. */
const EMPTY_MESSAGE = Buffer.alloc(5);

const PREFIX_BYTES = 5;

/**
 * Calls with an empty request and returns the answer's protobuf bytes.
 *
 * @param deadlineMs for all of it: a server may accept a connection and never answer
 * @throws GrpcError for every other outcome
 */
export function callEmpty(authority: string, method: string, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://${authority}`);
    const timer = setTimeout(
      () => end(unavailable(`${authority}: no answer within ${deadlineMs / 1000} s`)),
      deadlineMs,
    );
    const end = (result: Buffer | GrpcError): void => {
      clearTimeout(timer);
      session.destroy();
      if (result instanceof GrpcError) reject(result);
      else resolve(result);
    };
    const failed = (error: Error): void => end(unavailable(`${authority}: ${error.message}`));
    session.on('error', failed);
    const stream = session.request({
      ':method': 'POST',
      ':path': method,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let headers: Headers = {};
    stream.on('error', failed);
    // Without a message in the answer, the status is in its headers.
    const read = (received: Headers) => (headers = { ...headers, ...received });
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const status = statusOf(headers, authority);
      end(status ?? Buffer.concat(chunks).subarray(PREFIX_BYTES));
    });
    stream.end(EMPTY_MESSAGE);
  });
}

type Headers = { readonly [name: string]: unknown };

function statusOf(headers: Headers, authority: string): GrpcError | undefined {
  const status = headers['grpc-status'];
  if (status === undefined) {
    return unavailable(`${authority}: HTTP ${headers[':status']} without a gRPC status`);
  }
  if (Number(status) === GRPC_STATUS.ok) return undefined;
  const message = headers['grpc-message'];
  return new GrpcError(
    Number(status),
    `${authority}: ${decoded(typeof message === 'string' ? message : `gRPC status ${status}`)}`,
  );
}

function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

function unavailable(message: string): GrpcError {
  return new GrpcError(GRPC_STATUS.unavailable, message);
}
