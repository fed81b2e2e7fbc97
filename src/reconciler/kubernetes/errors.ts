import { StatusError } from '../lib/http';

/** An error status of the API server, with its message. */
export class KubernetesError extends StatusError {
  static from(request: string, status: number, body: string): KubernetesError {
    try {
      const { reason, message } = JSON.parse(body) as { reason?: string; message?: string };
      return new KubernetesError(request, status, reason ?? '', message ?? body);
    } catch {
      return new KubernetesError(request, status, '', body.slice(0, 500));
    }
  }

  constructor(
    request: string,
    status: number,
    /** Machine-readable, such as NotFound, Conflict, AlreadyExists. */
    readonly reason: string,
    message: string,
  ) {
    super(request, status, message);
  }
}

export function isNotFound(error: unknown): boolean {
  return hasStatus(error, 404);
}

export function isForbidden(error: unknown): boolean {
  return hasStatus(error, 403);
}

/** The object was changed (or made) by someone else in the meantime. */
export function isConflict(error: unknown): boolean {
  return hasStatus(error, 409);
}

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof KubernetesError && error.status === status;
}
