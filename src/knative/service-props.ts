import type { RestateKnativeProps } from './props';

/**
 * A Knative Service. Exactly one of `image`, `template` and `rawTemplate` is needed.
 *
 * @see https://docs.restate.dev/deploy/services/kubernetes
 */
export interface KnativeServiceProps extends RestateKnativeProps {
  /**
   * The image of the only container, if nothing else of the pods needs configuring.
   *
   * @default - `template` or `rawTemplate`
   */
  readonly image?: string;

  /**
   * The port that the service listens on, of containers that have no `ports`. Knative sets it as `PORT` in the
   * container.
   *
   * @default 9080
   */
  readonly port?: number;

  /**
   * Whether the service can be reached only from within the Kubernetes cluster. Restate needs no more, unless it runs
   * elsewhere.
   *
   * @default true
   * @see https://knative.dev/docs/serving/services/private-services/
   */
  readonly clusterLocal?: boolean;
}
