/**
 * That something else scales the latest version, such as a ScaledObject of KEDA or a HorizontalPodAutoscaler of your own.
 * It points at `scaleTargetRef` of the deployment, which names another ReplicaSet with each version: written in the same
 * app, it goes on to the next version with each apply.
 *
 * Versions that are not the latest keep the pods that they had, until they have drained. One that had none gets one pod as
 * long as it serves or invocations need it.
 *
 * @see https://keda.sh/docs/latest/concepts/scaling-deployments/
 */
export interface RestateExternalAutoscaling {
  /**
   * The fewest pods that it gives a version. With 0, it may take all pods from the latest version once that is registered:
   * the registration stays, and it is up to the scaler to notice that something waits.
   *
   * @default 1
   */
  readonly minReplicas?: number;

  /** The most pods that it gives a version: a new one starts with as many as the one before, and not more than these. */
  readonly maxReplicas: number;
}
