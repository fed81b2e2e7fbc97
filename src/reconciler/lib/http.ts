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
import { proxyHeaders, proxyServerName, throughProxy, TunnelAgent } from './proxy';
import type { Proxy } from './proxy';
import { withoutSecrets } from './secrets';
import { parsed } from '../../contract/shape';

/** To one server. */
export const MAX_CONNECTIONS = 16;

/** Characters of what a server says of an error; the rest of it is not even read. */
const MAX_MESSAGE = 1024;
const MAX_ERROR_BYTES = 64 * 1024;
/** Of any other answer: there is room for a page of a list, and for all that a server knows. */
const MAX_BYTES = 16 * 1024 * 1024;

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

/** An error status of a server, with its message. */
export class StatusError extends Error {
  /** Of an answer in JSON, as both servers give it, or of whatever else is in front of them. */
  static from<T>(
    this: new (request: string, status: number, code: string, detail: string) => T,
    request: string,
    { status, text }: HttpResponse,
  ): T {
    const {
      message,
      reason,
      restate_code: code = reason,
    } = (parsed(text) ?? {}) as Record<string, unknown>;
    const detail = typeof message === 'string' ? message : text;
    return new this(request, status, typeof code === 'string' ? code : '', detail);
  }

  constructor(
    request: string,
    readonly status: number,
    /** Machine-readable: NotFound or Conflict of Kubernetes, META0006 of Restate; empty when it gave none. */
    readonly code: string,
    /** The server's message: there may be all that an endpoint has answered in it. */
    detail: string,
  ) {
    super(`${request}: ${status} ${detail.slice(0, MAX_MESSAGE)}`);
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

/** The connections to one server. */
export class HttpConnections {
  private readonly plain = new PlainAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  private readonly tls: TlsAgent;
  /** To a proxy that is itself asked over TLS. */
  private readonly tlsToProxy = new TlsAgent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });

  /**
   * @param ca PEM certificates that are trusted instead of the well-known ones
   * @param proxy between this program and the server
   */
  constructor(
    ca?: string,
    private readonly proxy?: Proxy,
  ) {
    const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS, ca };
    this.tls = proxy ? new TunnelAgent(proxy, options) : new TlsAgent(options);
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    // AbortSignal.timeout would keep what it is given until its time, long after the answer.
    const deadline = new AbortController();
    const { signal } = deadline;
    const timer = setTimeout(() => deadline.abort(), request.deadlineMs).unref();
    const what = this.nameOf(request);
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

  /** What was asked, and how, for messages. */
  nameOf({ method, url }: Pick<HttpRequest, 'method' | 'url'>): string {
    const name = `${method} ${url.origin}${url.pathname}`;
    return this.proxy ? `${name} ${throughProxy(this.proxy)}` : name;
  }

  /** Resolves when the status line and headers are there; the caller reads the body. */
  open(
    request: Omit<HttpRequest, 'deadlineMs'>,
    signal: AbortSignal,
    onSent?: () => void,
  ): Promise<IncomingMessage> {
    const { method, url, headers, body } = request;
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const secure = url.protocol === 'https:';
    const { proxy } = this;
    // Without TLS, a proxy is asked for the whole URL.
    const forwarded = secure ? undefined : proxy;
    const to = forwarded?.url ?? url;
    const overTls = to.protocol === 'https:';
    const tlsAgent = forwarded ? this.tlsToProxy : this.tls;
    const options = {
      ...(forwarded && { path: url.href, ...proxyServerName(forwarded) }),
      method,
      signal,
      agent: overTls ? tlsAgent : this.plain,
      headers: {
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        }),
        accept: 'application/json',
        ...headers,
        ...(forwarded && { host: url.host, ...proxyHeaders(forwarded) }),
      },
    };
    return new Promise((resolve, reject) => {
      const outgoing = (overTls ? tlsRequest : plainRequest)(to, options, resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The other side has closed it while nobody used it. If not, to do it twice is no harm, but for what takes away:
        // that needs another look first.
        const isStale = outgoing.reusedSocket && /RESET|PIPE/.test(error.code ?? '');
        if (isStale && method !== 'DELETE') resolve(this.open(request, signal, onSent));
        else reject(error);
      });
      outgoing.on('finish', () => onSent?.());
      outgoing.end(payload);
    });
  }

  close(): void {
    this.plain.destroy();
    this.tls.destroy();
    this.tlsToProxy.destroy();
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const isError = response.statusCode! >= 300;
  const limit = isError ? MAX_ERROR_BYTES : MAX_BYTES;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes <= limit) continue;
    if (isError) break;
    throw new Error(`the answer has more than ${limit} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8', 0, limit);
}

function describe(error: NodeJS.ErrnoException & { errors?: Error[] }): string {
  // With several addresses behind a name, Node.js throws one error with an empty message.
  return (
    error.message || error.errors?.map((each) => each.message).join('; ') || error.code || 'failed'
  );
}
