/** What a {@link RestateGate} was made from. */
export interface GateSource {
  readonly type: 'hold';
}

/** What a new version has to pass before it is registered; until then, the version before it goes on serving. */
export class RestateGate {
  /**
   * A person, or a pipeline, lets the version serve once its pods have been looked at: by the annotation
   * `restate.dev/gate` of its ReplicaSet, with the value `passed`, or `failed` to give it up. The condition Ready has the
   * command to run.
   *
   * The annotation stays on the version. One that has been registered before is not held: a roll back is not.
   */
  public static hold(): RestateGate {
    return new RestateGate({ type: 'hold' });
  }

  /** @internal */
  public readonly _source: GateSource;

  private constructor(source: GateSource) {
    this._source = source;
  }
}
