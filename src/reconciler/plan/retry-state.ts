import { backoffMs } from '../lib/backoff';
import { objectsOf } from '../lib/named';

/** What a process remembers from one plan to the next; a new process starts with none of it. */
export interface RetryState {
  /** Object -> since when every snapshot has found that nothing needs it (ms, by Time.now()). */
  readonly removableSince: ReadonlyMap<string, number>;
  /** Deployment -> how its last attempt to register failed, and when the next is due. */
  readonly failures: ReadonlyMap<string, RegistrationFailure>;
  /** Object -> how the last attempt to change or remove it failed. */
  readonly troubles: ReadonlyMap<string, string>;
  /** Deployments whose registration is under way. */
  readonly registering: ReadonlySet<string>;
  /** Deployment that may be tried again although the server has refused it for good: a new Job asks. */
  readonly retry?: string;
}

interface Failure {
  /** The desired hash that failed: another one is tried at once. */
  readonly hash: string;
  readonly message: string;
  /** The server says the same until the desired state changes, or what it has registered. */
  readonly final: boolean;
  /** Of what is final: ids of the deployments that it was refused for. */
  readonly refusedFor?: readonly string[];
}

export interface RegistrationFailure extends Failure {
  readonly attempts: number;
  /** By Time.now(). */
  readonly notBefore: number;
}

export const NO_RETRY_STATE: RetryState = {
  removableSince: new Map(),
  failures: new Map(),
  troubles: new Map(),
  registering: new Set(),
};

/** The Service of pods that are ready may lead to them only a moment later. */
const RETRY = { firstMs: 250, longestMs: 60_000 };

export class MutableRetryState implements RetryState {
  readonly removableSince = new Map<string, number>();
  readonly failures = new Map<string, RegistrationFailure>();
  readonly troubles = new Map<string, string>();
  readonly registering = new Set<string>();
  retry?: string;

  /** All objects that this snapshot has found to be removable; the others start from the beginning. */
  noteRemovable(objects: readonly string[], now: number): void {
    const removable = new Set(objects);
    for (const object of this.removableSince.keys()) {
      if (!removable.has(object)) this.removableSince.delete(object);
    }
    for (const object of objects) {
      if (!this.removableSince.has(object)) this.removableSince.set(object, now);
    }
  }

  /** What no step is left to do for is no trouble any more, whoever has done it. */
  noteSteps(steps: ReadonlyArray<{ readonly object: string }>): void {
    const objects = objectsOf(steps);
    for (const object of this.troubles.keys()) {
      if (!objects.has(object)) this.troubles.delete(object);
    }
  }

  /** Milliseconds until something that failed is tried again. */
  untilRetry(now: number): number {
    const waits = [...this.failures.values()]
      .filter(({ final }) => !final)
      .map(({ notBefore }) => notBefore - now);
    return Math.min(...waits.filter((wait) => wait > 0));
  }

  succeeded(deployment: string): void {
    this.failures.delete(deployment);
    if (this.retry === deployment) this.retry = undefined;
  }

  /** @param jitter see {@link backoffMs}: nothing is random here */
  failed(deployment: string, failure: Failure, now: number, jitter = 1): void {
    const before = this.failures.get(deployment);
    const attempts = before?.hash === failure.hash ? before.attempts + 1 : 1;
    const notBefore = now + backoffMs(attempts, RETRY, jitter);
    this.failures.set(deployment, { ...failure, attempts, notBefore });
    if (this.retry === deployment) this.retry = undefined;
  }
}
