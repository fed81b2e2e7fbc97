import { StatusError } from '../lib/http';

/** An error status of the admin API, with its message. */
export class AdminError extends StatusError {}

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
