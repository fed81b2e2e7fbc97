import { EXIT } from '../../contract';

/** How a run ends. */
export interface Termination {
  readonly exit: (typeof EXIT)[keyof typeof EXIT];
  /** Becomes the termination message of the container. */
  readonly message: string;
}

export function done(message: string): Termination {
  return { exit: EXIT.done, message };
}

/** Another run may go on. */
export function retry(message: string): Termination {
  return { exit: EXIT.retry, message };
}

/** A newer run has taken its place. */
export function superseded(why: string): Termination {
  return { exit: EXIT.superseded, message: `superseded: ${why}` };
}
