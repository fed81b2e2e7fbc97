import type { Duration } from 'cdk8s';

/** What a {@link RestateDeletionPolicy} was made from. */
export interface DeletionPolicySource {
  readonly type: 'drain' | 'drain-then-force' | 'force';
  readonly after?: Duration;
}

/** What becomes of the versions of a deployment that has left the app. */
export class RestateDeletionPolicy {
  /** Each version is removed when no invocation needs it, however long that takes. */
  public static drain(): RestateDeletionPolicy {
    return new RestateDeletionPolicy({ type: 'drain' });
  }

  /**
   * As {@link drain}, but what still runs after a while is removed together with its invocations: those never
   * complete.
   *
   * @param after how long invocations are waited for, in whole seconds, from when the runtime first sees that the
   * deployment has left
   */
  public static drainThenForce(after: Duration): RestateDeletionPolicy {
    return new RestateDeletionPolicy({ type: 'drain-then-force', after });
  }

  /** All versions are removed at once. Invocations that need them never complete. */
  public static force(): RestateDeletionPolicy {
    return new RestateDeletionPolicy({ type: 'force' });
  }

  /** @internal */
  public readonly _source: DeletionPolicySource;

  private constructor(source: DeletionPolicySource) {
    this._source = source;
  }
}
