import type { KnativeModel } from './model';
import type { RestateKnativeProps } from './props';
import { allowLabel } from '../cluster/network/selectors';
import { LABELS, MANAGED_BY } from '../contract';
import type { NamedContent } from '../core/content-checks';
import type { Json, StringMap } from '../core/json';

/** The annotation by which the operator finds what belongs to a deployment. */
export const DEPLOYMENT = 'restate.dev/deployment';

/** The labels of the pods, with the one that lets a cluster's calls through. */
export function revisionLabels({ admin, template }: KnativeModel): StringMap {
  return {
    ...template.metadata?.labels,
    [LABELS.managedBy]: MANAGED_BY,
    ...(admin.cluster && allowLabel(admin.cluster.name)),
  };
}

/** What the autoscaler goes by; the template's own annotations go before it. */
export function scaleAnnotations({
  minScale = 0,
  maxScale,
  target,
}: Pick<RestateKnativeProps, 'minScale' | 'maxScale' | 'target'>): StringMap {
  return {
    'autoscaling.knative.dev/min-scale': String(minScale),
    ...(maxScale !== undefined && { 'autoscaling.knative.dev/max-scale': String(maxScale) }),
    ...(target !== undefined && { 'autoscaling.knative.dev/target': String(target) }),
  };
}

/** Versions are named by their template. */
export const REVISION: NamedContent = {
  path: ['spec', 'template'],
  remedy: 'write it in template or rawTemplate, so that it makes a version of its own',
};

/** The template of a Configuration's or a Service's revisions. */
export function revisionTemplate(model: KnativeModel): Json {
  return {
    metadata: {
      annotations: {
        ...scaleAnnotations(model),
        ...model.template.metadata?.annotations,
        [DEPLOYMENT]: model.name,
      },
      labels: revisionLabels(model),
    },
    spec: model.template.spec,
  };
}
