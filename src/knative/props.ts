import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { RestateKnativeIngress } from './ingress';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateVersionProps } from '../version/props';

/**
 * What the two ways to run a service on Knative Serving have in common.
 *
 * @see https://knative.dev/docs/serving/
 */
export interface RestateKnativeProps extends RestateVersionProps {
  /**
   * The name of the service.
   *
   * A DNS label that begins with a letter; of at most 48 characters for a KnativeService, whose Revisions are named
   * by it and the version.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the pods, which must exist.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /**
   * Labels of the Knative objects. Those of the pods are in the template.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the Knative objects. Those of the autoscaler (`autoscaling.knative.dev/...`) belong in the
   * template.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /** The admin API that versions are registered with. */
  readonly admin: RestateAdmin;

  /**
   * The pods as a map in Kubernetes' own spelling, with every field that a Knative Revision has, such as
   * `timeoutSeconds`. Typed parts may stand within it.
   *
   * @default - `template`
   * @see https://knative.dev/docs/serving/reference/serving-api/#serving.knative.dev/v1.RevisionTemplateSpec
   */
  readonly rawTemplate?: { [field: string]: any };

  /**
   * The pods. One container has one port, called `h2c` (HTTP/2) or `http1`.
   *
   * @default - `rawTemplate`
   */
  readonly template?: k8s.PodTemplateSpec;

  /**
   * The fewest pods of a version. With 0, a version without work has no pods, and the next call starts one.
   *
   * @default 0
   * @see https://knative.dev/docs/serving/autoscaling/scale-bounds/
   */
  readonly minScale?: number;

  /**
   * The most pods of a version. 0 stands for no limit.
   *
   * @default - Knative's own default, no limit
   */
  readonly maxScale?: number;

  /**
   * How many requests one pod works on at a time, as the autoscaler sees it. Each invocation that runs is a request.
   *
   * @default - Knative's own default, 100
   * @see https://knative.dev/docs/serving/autoscaling/concurrency/
   */
  readonly target?: number;

  /**
   * The networking layer of Knative, which passes on the calls of a cluster: its network policies are opened for it.
   *
   * @default - unknown: synthesis warns, unless the cluster may call kourier-system, istio-system or contour-internal
   */
  readonly ingress?: RestateKnativeIngress;

  /**
   * Over how long requests move to a new revision, in whole seconds.
   *
   * @default - Knative's own default, at once
   * @see https://knative.dev/docs/serving/rolling-out-latest-revision/
   */
  readonly rolloutDuration?: Duration;
}
