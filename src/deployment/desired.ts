import { scalingBounds } from './autoscaler';
import type { DeploymentModel } from './model';
import { desiredOf } from '../version/desired';
import type { DesiredVersion } from '../version/desired';

/** The version's entry in the desired state. */
export function desiredDeployment(model: DeploymentModel, uri: string): DesiredVersion {
  const { hash, object, revisionHistoryLimit, gate } = model;
  const autoscaling = scalingBounds(model);
  return desiredOf(model, {
    mode: 'ReplicaSet',
    version: hash,
    object,
    uri,
    ...(autoscaling === undefined ? { replicas: model.replicas } : { autoscaling }),
    scaledExternally: model.externalAutoscaling !== undefined,
    revisionHistoryLimit,
    gate: gate === 'hold' ? gate : undefined,
  });
}
