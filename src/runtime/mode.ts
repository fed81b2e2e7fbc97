import type { Duration } from 'cdk8s';

/** What a {@link RestateRuntimeMode} was made from. */
export interface RuntimeModeSource {
  readonly type: 'jobs' | 'deployment' | 'none';
  readonly sweepEvery?: Duration;
}

/** How the runtime runs. */
export class RestateRuntimeMode {
  /**
   * A Job for each version registers it; a CronJob looks for versions that have drained, and stays up while one
   * drains. Nothing runs in between.
   *
   * @param sweepEvery how often the CronJob starts: a number of minutes that 60 is a multiple of; 5 minutes if it
   * is left out
   */
  public static jobs(sweepEvery?: Duration): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'jobs', sweepEvery });
  }

  /**
   * A Deployment of one pod that watches the namespace: versions are registered and drained sooner, for the price
   * of a pod that is always there. There are no Jobs to wait for.
   */
  public static deployment(): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'deployment' });
  }

  /** Nothing is made: somebody else registers the versions, and removes them. */
  public static none(): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'none' });
  }

  /** @internal */
  public readonly _source: RuntimeModeSource;

  private constructor(source: RuntimeModeSource) {
    this._source = source;
  }
}
