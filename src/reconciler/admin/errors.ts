import { StatusError } from '../lib/http';

/** An error status of the admin API, with its message. */
export class AdminError extends StatusError {
  static from(request: string, status: number, body: string): AdminError {
    try {
      const { restate_code: code, message } = JSON.parse(body) as Record<string, unknown>;
      const text = typeof message === 'string' ? message : body;
      return new AdminError(request, status, typeof code === 'string' ? code : '', text);
    } catch {
      return new AdminError(request, status, '', body.slice(0, 1000));
    }
  }

  constructor(
    request: string,
    status: number,
    /** Restate's error code, such as META0006; empty when it gave none. */
    readonly code: string,
    detail: string,
  ) {
    super(request, status, detail);
  }
}

/** A breaking change of the services: final until the desired state or the server's changes. */
export function isBreakingChange(error: unknown): boolean {
  return error instanceof AdminError && error.code === 'META0006';
}

/** The credentials were refused. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof AdminError && (error.status === 401 || error.status === 403);
}

/** The server could not reach the deployment that it was to register. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof AdminError && error.code === 'META0003';
}
