import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';

/** What a {@link RestateGate} was made from. */
export type GateSource =
  { readonly type: 'hold' } | { readonly type: 'job'; readonly props: RestateGateJobProps };

/**
 * A Job that each new version has to pass. Exactly one of `template` and `rawTemplate` is needed.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export interface RestateGateJobProps {
  /**
   * The pod that looks at the version, and exits with 0 if it may serve. All containers get the URL of the version's
   * Service, within the Kubernetes cluster, as the environment variable `RESTATE_ENDPOINT_URL`. The `restartPolicy` is
   * Never, and no token of a ServiceAccount is mounted unless the template names one.
   *
   * @default - `rawTemplate`
   * @see https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates
   */
  readonly template?: k8s.PodTemplateSpec;

  /**
   * The pod as a map in Kubernetes' own spelling, for fields that the typed template does not know.
   *
   * @default - `template`
   */
  readonly rawTemplate?: { [field: string]: any };

  /**
   * How many pods may fail before the Job has, beside one. A pod that was evicted from its node does not count.
   *
   * @default 0
   */
  readonly backoffLimit?: number;

  /**
   * How long the Job may take before it counts as failed. The time runs from the apply, so that it includes the start of the
   * version's pods. Whole seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
}

/** What a new version has to pass before it is registered. Until then, the version before it goes on serving. */
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

  /**
   * A Job runs for each new version once one of its pods can be reached, and lets it serve when it is complete. When it
   * has failed, the condition Ready has its name and how to try again. What it came to is written into the annotation
   * `restate.dev/gate` of the version's ReplicaSet, so that the Job may be removed; it is removed with the version.
   *
   * Another Job is none of another version. A person can let a version serve all the same, as with {@link hold}.
   *
   * @param props the Job
   *
   * @example
   * new RestateDeployment(chart, 'greeter', {
   *   admin: RestateAdmin.fromCluster(cluster),
   *   gate: RestateGate.job({
   *     rawTemplate: {
   *       spec: { containers: [{ name: 'smoke-test', image: 'registry.example/smoke-test:1.0.0' }] },
   *     },
   *   }),
   *   rawTemplate: {
   *     metadata: { labels: { app: 'greeter' } },
   *     spec: { containers: [{ name: 'greeter', image: 'registry.example/greeter:1.0.0' }] },
   *   },
   * });
   */
  public static job(props: RestateGateJobProps): RestateGate {
    return new RestateGate({ type: 'job', props });
  }

  /** @internal */
  public readonly _source: GateSource;

  private constructor(source: GateSource) {
    this._source = source;
  }
}
