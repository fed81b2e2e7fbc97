import type { Flag } from '../flags';

/** A flag of `render`. */
export interface RenderFlag extends Flag {
  /** The props of constructs that it sets: faults about these name the flag. */
  readonly props?: readonly string[];
}
