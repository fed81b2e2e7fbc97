import { scalingBounds } from './autoscaler';
import { specWithTunnel } from './in-process-tunnel';
import type { DeploymentModel } from './model';
import { allowLabel } from '../cluster/network/selectors';
import { LABELS } from '../contract';
import type { Json, StringMap } from '../core/json';

/** Labels that every pod of a version has: the template's, the version's, and what the cluster's policy lets through. */
export function podLabels({ admin, hash, podTemplate }: DeploymentModel): StringMap {
  return {
    ...podTemplate.metadata?.labels,
    [LABELS.podTemplateHash]: hash,
    ...(admin.cluster && allowLabel(admin.cluster.name)),
  };
}

/** The labels that the version's pods are selected by. */
export function matchLabels({ hash, selector }: DeploymentModel): StringMap {
  return { ...selector.matchLabels, [LABELS.podTemplateHash]: hash };
}

export function replicaSetSpec(model: DeploymentModel): Json {
  const { annotations } = model.podTemplate.metadata ?? {};
  return {
    // With autoscaling the number is the autoscaler's: each apply would set it back otherwise.
    ...(scalingBounds(model) === undefined && { replicas: model.replicas }),
    ...(model.minReadySeconds !== undefined && { minReadySeconds: model.minReadySeconds }),
    selector: { ...model.selector, matchLabels: matchLabels(model) },
    template: {
      metadata: { ...(annotations && { annotations }), labels: podLabels(model) },
      spec: specWithTunnel(model),
    },
  };
}
