/**
 * One HTTP request with JSON in and out, over node:http(s): a client library would be a hundred
 * times the size of the runtime.
 *
 * Every request has a deadline for all of it: both servers that the runtime talks to are known to
 * accept a connection and never answer.
 */
import { request as plainRequest, Agent as PlainAgent } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as tlsRequest, Agent as TlsAgent } from 'node:https';
import { withoutSecrets } from './secrets';

/** To one server. */
export const MAX_CONNECTIONS = 16;

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown;
  readonly deadlineMs: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** No answer: the connection failed, or the deadline passed. */
export class NoAnswerError extends Error {
  /**
   * @param sent whether the other side may have received the request: only if not, it is safe to
   * repeat it.
   */
  constructor(
    message: string,
    readonly sent: boolean,
  ) {
    super(message);
  }
}

/** The connections to one server. */
/** An error status of a server, with its message. */
export class StatusError extends Error {
  constructor(
    readonly request: string,
    readonly status: number,
    /** The server's message. */
    readonly detail: string,
  ) {
    super(`${request}: ${status} ${detail}`);
  }
}

/** What is not there, is an answer as well. */
export async function unlessNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StatusError && error.status === 404) return undefined;
    throw error;
  }
}

export class HttpConnections {
  private readonly plain = new PlainAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  private readonly tls: TlsAgent;

  /** @param ca PEM certificates that are trusted instead of the well-known ones */
  constructor(ca?: string) {
    this.tls = new TlsAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS, ca });
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    // AbortSignal.timeout would keep what it is given until its time, long after the answer.
    const deadline = new AbortController();
    const { signal } = deadline;
    const timer = setTimeout(() => deadline.abort(), request.deadlineMs).unref();
    const what = `${request.method} ${request.url.origin}${request.url.pathname}`;
    let sent = false;
    try {
      const response = await this.open(request, signal, () => (sent = true));
      const { statusCode: status = 0, headers } = response;
      const text = await read(response);
      // Before anybody cuts it: half of a secret would not be found any more.
      return { status, headers, text: status < 300 ? text : withoutSecrets(text) };
    } catch (error) {
      const reason = signal.aborted
        ? `no answer within ${request.deadlineMs / 1000} s`
        : describe(error as NodeJS.ErrnoException);
      throw new NoAnswerError(`${what}: ${reason}`, sent);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when the status line and headers are there; the caller reads the body. */
  open(
    { method, url, headers, body }: Omit<HttpRequest, 'deadlineMs'>,
    signal: AbortSignal,
    onSent?: () => void,
  ): Promise<IncomingMessage> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const secure = url.protocol === 'https:';
    const options = {
      method,
      signal,
      agent: secure ? this.tls : this.plain,
      headers: {
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
        accept: 'application/json',
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? tlsRequest : plainRequest)(url, options, resolve);
      outgoing.on('error', reject);
      outgoing.on('finish', () => onSent?.());
      outgoing.end(payload);
    });
  }

  close(): void {
    this.plain.destroy();
    this.tls.destroy();
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function describe(error: NodeJS.ErrnoException & { errors?: Error[] }): string {
  // With several addresses behind a name, Node.js throws one error with an empty message.
  return (
    error.message || error.errors?.map((each) => each.message).join('; ') || error.code || 'failed'
  );
}
