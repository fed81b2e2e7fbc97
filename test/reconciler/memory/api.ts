/** What a server in memory is made of: one function from a request to its reply, without HTTP. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: any;
  /** Short and unique enough to be read in an assertion, such as `PATCH replicasets/shop-v1/scale`. */
  readonly name: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of a body: called once the headers are out, and when to stop is up to the other side. */
  readonly stream?: (response: ServerResponse) => void;
}

export interface Api {
  /** What a test calls a request; see {@link ApiRequest.name}. */
  nameOf(method: string, path: string, query: URLSearchParams): string;
  /** Changes the state at once, so that requests take effect one after the other. */
  handle(request: ApiRequest): Reply;
  /** For the Date header; without it there is none. */
  now?(): Date;
}
