import type { Duration } from 'cdk8s';

/** How often a runtime of Jobs looks for versions that have drained. */
export interface RestateRuntimeJobsOptions {
  /**
   * How often the CronJob starts: a number of minutes that divides an hour evenly.
   *
   * @default Duration.minutes(5)
   */
  readonly sweepEvery?: Duration;
}

/** What a {@link RestateRuntimeMode} was made from. */
export interface RuntimeModeSource {
  readonly type: 'jobs' | 'deployment' | 'none';
  readonly sweepEvery?: Duration;
}

/** How the runtime runs. */
export class RestateRuntimeMode {
  /**
   * A Job registers each version. A CronJob removes versions that have drained, and keeps running while one drains.
   * Nothing runs in between.
   *
   * @param options the schedule of the CronJob
   */
  public static jobs(options?: RestateRuntimeJobsOptions): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'jobs', sweepEvery: options?.sweepEvery });
  }

  /**
   * A Deployment of one pod that watches the namespace: versions are registered and drained sooner, at the cost of a
   * pod that always runs. There are no Jobs to wait for.
   */
  public static deployment(): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'deployment' });
  }

  /** Nothing is created: something else, such as a restate-operator, registers and removes the versions. */
  public static none(): RestateRuntimeMode {
    return new RestateRuntimeMode({ type: 'none' });
  }

  /** @internal */
  public readonly _source: RuntimeModeSource;

  private constructor(source: RuntimeModeSource) {
    this._source = source;
  }
}
