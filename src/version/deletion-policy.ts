import type { Duration } from 'cdk8s';

/** What a {@link RestateDeletionPolicy} was made from. */
export interface DeletionPolicySource {
  readonly type: 'drain' | 'drain-then-force' | 'force';
  readonly after?: Duration;
}

/** What happens to the versions of a deployment that was removed from the app. */
export class RestateDeletionPolicy {
  /** Each version is removed when no invocation needs it, however long that takes. */
  public static drain(): RestateDeletionPolicy {
    return new RestateDeletionPolicy({ type: 'drain' });
  }

  /**
   * Like {@link drain}, but versions that are still needed after a while are removed together with their invocations,
   * which never complete.
   *
   * @param after how long to wait for invocations, in whole seconds, from when the runtime first observes the removal
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
