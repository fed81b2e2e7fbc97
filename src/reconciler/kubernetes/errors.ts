import { StatusError } from '../lib/http';

/** An error status of the API server, with its message. */
export class KubernetesError extends StatusError {}

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
