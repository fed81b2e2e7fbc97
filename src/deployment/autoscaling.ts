import type { k8s } from 'cdk8s-plus-28';

/**
 * How many pods a version has, by a HorizontalPodAutoscaler of its own. It stays with the version while that
 * drains, so that old versions give up their pods as their load falls.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export interface RestateAutoscaling {
  /**
   * The fewest pods. A version never scales to zero while it is needed: 0 counts as 1.
   *
   * @default 1
   */
  readonly minReplicas?: number;

  /** The most pods. */
  readonly maxReplicas: number;

  /**
   * What the number of pods follows.
   *
   * @default - an average CPU utilization of 80 percent of what is requested
   */
  readonly metrics?: k8s.MetricSpecV2[];

  /**
   * How fast pods are added and taken away.
   *
   * @default - that of Kubernetes: up at once, down after 5 minutes
   */
  readonly behavior?: k8s.HorizontalPodAutoscalerBehaviorV2;

  /**
   * Further fields of the HorizontalPodAutoscaler's `spec`, as Kubernetes spells them, merged over the rest.
   *
   * @default - none
   */
  readonly overrides?: { [field: string]: any };
}
