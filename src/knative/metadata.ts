import type { KnativeModel } from './model';
import { DEPLOYMENT } from './revision-template';
import type { DesiredDeployment, VersionDescription } from '../contract';
import { LABELS, MANAGED_BY } from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import { contentHash } from '../core/content-hash';
import type { ResourceMetadata } from '../core/resource';
import type { RestateRuntime } from '../runtime/restate-runtime';

type StringMap = { [key: string]: string };

/** A Route's annotation; nothing else may have it. */
const ROLLOUT_DURATION = 'serving.knative.dev/rollout-duration';
const VISIBILITY = 'networking.knative.dev/visibility';

/** The label of what is reached only from within the Kubernetes cluster. */
export const CLUSTER_LOCAL: StringMap = { [VISIBILITY]: 'cluster-local' };

/** The metadata of one of the objects, which outlive the manifest that they are in. */
export function knativeMetadata(
  model: KnativeModel,
  runtime: RestateRuntime,
  name: string,
  own: { readonly labels?: StringMap; readonly annotations?: StringMap },
): ResourceMetadata {
  const marks = runtime._ownership().labels;
  // Nobody looks for the versions of a deployment that no runtime looks after.
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

/** What the runtime has to know of a version when the app no longer says it. */
export function describeKnative(model: KnativeModel): VersionDescription {
  return {
    version: model.version,
    admin: model.admin.key,
    adminUrl: model.admin.url,
    ...(servicePath(model) !== undefined && { servicePath: servicePath(model) }),
    ...(model.admin.cloud !== undefined && { tunnelUrl: model.admin.cloud._tunnelUrl }),
    drainDelaySeconds: model.drainDelaySeconds,
    deletionPolicy: model.deletionPolicy,
  };
}

/** The version's entry in the desired state. */
export function desiredKnative(
  model: KnativeModel,
  mode: 'KnativeConfiguration' | 'KnativeRevision',
): Omit<DesiredDeployment, 'hash' | 'admin'> {
  const path = servicePath(model);
  return {
    name: model.name,
    mode,
    version: model.version,
    object: model.object,
    // What a tag stands for changes in place, and with it perhaps the service's handlers.
    discoveryHash: contentHash({ useHttp11: model.useHttp11, template: model.templateText }),
    ...(path !== undefined && { servicePath: path }),
    ...(model.useHttp11 && { useHttp11: true }),
    ...(model.breaking && { breaking: true }),
    drainDelaySeconds: model.drainDelaySeconds,
    revisionHistoryLimit: model.revisionHistoryLimit,
    deletionPolicy: model.deletionPolicy,
    ...(model.paused && { paused: true }),
  };
}

/** With its leading slash. */
function servicePath(model: KnativeModel): string | undefined {
  const path = (model.servicePath ?? '').replace(/^\/+/, '');
  return path === '' ? undefined : `/${path}`;
}
