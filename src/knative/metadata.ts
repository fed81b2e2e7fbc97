import type { KnativeModel } from './model';
import { DEPLOYMENT } from './revision-template';
import { LABELS, MANAGED_BY } from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import type { StringMap } from '../core/json';
import type { ResourceMetadata } from '../core/resource';
import type { ManagedVersion } from '../version/managed-version';

/** A Route's annotation; nothing else may have it. */
const ROLLOUT_DURATION = 'serving.knative.dev/rollout-duration';
const VISIBILITY = 'networking.knative.dev/visibility';

/** The label of what is reached only from within the Kubernetes cluster. */
export const CLUSTER_LOCAL: StringMap = { [VISIBILITY]: 'cluster-local' };

/** The metadata of one of the objects, which outlive the manifest that they are in. */
export function knativeMetadata(
  model: KnativeModel,
  version: ManagedVersion,
  name: string,
  own: { readonly labels?: StringMap; readonly annotations?: StringMap },
): ResourceMetadata {
  const marks = version.labels;
  // Nobody looks for the versions of a deployment that no runtime manages.
  const owner: StringMap = Object.keys(marks).length > 0 ? { [LABELS.ownedBy]: model.name } : {};
  return {
    name,
    namespace: model.namespace,
    labels: {
      ...model.labels,
      ...own.labels,
      [LABELS.managedBy]: MANAGED_BY,
      ...owner,
      ...marks,
    },
    annotations: withKeepAnnotations({
      ...model.annotations,
      [DEPLOYMENT]: model.name,
      ...own.annotations,
    }),
  };
}

/** The user's annotations, and over how long a Route moves its traffic. */
export function withRollout({ annotations, rolloutSeconds }: KnativeModel): StringMap {
  return rolloutSeconds === undefined
    ? annotations
    : { ...annotations, [ROLLOUT_DURATION]: `${rolloutSeconds}s` };
}

export function withoutRollout(annotations: StringMap): StringMap {
  const { [ROLLOUT_DURATION]: _, ...others } = annotations;
  return others;
}
