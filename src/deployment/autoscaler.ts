import type { DeploymentModel } from './model';
import type { Json } from '../core/json';

/** How many pods a version has at least and at most; none without autoscaling. */
export function scalingBounds({
  autoscaling,
  externalAutoscaling: external,
}: DeploymentModel): { min: number; max: number } | undefined {
  if (external !== undefined) return { min: external.minReplicas, max: external.maxReplicas };
  if (autoscaling === undefined) return undefined;
  return { min: Math.max(autoscaling.minReplicas ?? 1, 1), max: autoscaling.maxReplicas };
}

export function autoscalerSpec(model: DeploymentModel): Json {
  return {
    ...model.autoscaling,
    ...(model.autoscaling?.minReplicas !== undefined && { minReplicas: scalingBounds(model)?.min }),
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: model.object },
  };
}
