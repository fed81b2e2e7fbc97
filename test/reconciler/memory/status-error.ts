/** A refusal of the API server, with the Status that it answers. */
export class StatusError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  get body() {
    const { status: code, reason, message } = this;
    return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
  }
}

export const notFound = (what: string) => new StatusError(404, 'NotFound', `${what} not found`);

export const conflict = (what: string, why: string) =>
  new StatusError(409, 'Conflict', `Operation cannot be fulfilled on ${what}: ${why}`);
