import type { EXIT } from '../../contract';

/** How a run ends. */
export interface Termination {
  readonly exit: (typeof EXIT)[keyof typeof EXIT];
  /** Becomes the termination message of the container. */
  readonly message: string;
}
