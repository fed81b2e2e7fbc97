import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { desiredDeployment, desiredState, usesKnative } from './desired-state';
import { LateResource } from './late-resource';
import type { RuntimeClient } from './managed-deployment';
import type { Clients } from './managed-deployments';
import type { RuntimeModel } from './model';
import { permissions, roleBinding } from './rbac';
import { registrationJobSpec, sweepSpec, watchSpec } from './workloads';
import {
  DESIRED_STATE_KEY,
  JOB_METADATA,
  LABELS,
  MANAGED_BY,
  NAMES,
  POD_LABELS,
  SCRIPT_KEY,
  podLabels,
} from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';
import { SYNC_WAVE, syncWave } from '../core/sync-wave';
import { runtimeScript } from '../script/script';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** What the objects of a runtime are made of: others add to it until the manifests are written. */
export interface RuntimeState {
  readonly model: RuntimeModel;
  readonly clients: Clients;
  readonly idIsDefault: boolean;
}

/** Makes the objects of a runtime. Its desired state comes first: all versions depend on it. */
export function runtimeObjects(scope: Construct, state: RuntimeState): ApiObject {
  const { model } = state;
  const desired = new Resource(scope, 'v1', 'ConfigMap', desiredStateMetadata(state), {
    data: {
      [DESIRED_STATE_KEY]: Lazy.any({
        produce: () =>
          `${JSON.stringify(desiredState(model, state.clients, state.idIsDefault), undefined, 2)}\n`,
      }),
    },
  });
  const script = runtimeScript();
  new Resource(
    scope,
    'v1',
    'ConfigMap',
    metadata(model, NAMES.script(model.id, script.contentHash)),
    {
      immutable: true,
      data: { [SCRIPT_KEY]: script.text },
    },
  );
  if (model.serviceAccountName === undefined) access(scope, state);
  host(scope, state);
  return desired;
}

/** The Job that registers the version of a client. */
export function registrationJob(
  scope: Construct,
  state: RuntimeState,
  client: RuntimeClient,
): ApiObject {
  const { model } = state;
  const desired = () => desiredDeployment(model, state.clients, client);
  const name = client.desired.name;
  return new LateResource(
    scope,
    'batch/v1',
    'Job',
    {
      ...metadata(model, `${name}-register`),
      labels: { ...metadata(model, '').labels, [POD_LABELS.component]: 'register' },
      annotations: {
        ...model.annotations,
        ...registrationWave(model, client),
        // What can't be changed in place is made anew; the name holds a hash, so that this is never needed by rights.
        'argocd.argoproj.io/sync-options': 'Force=true,Replace=true',
        'kustomize.toolkit.fluxcd.io/force': 'enabled',
        [JOB_METADATA.deployment]: name,
        [JOB_METADATA.hash]: Lazy.any({ produce: () => desired().hash }) as any,
      },
    },
    { spec: Lazy.any({ produce: () => registrationJobSpec(model, state.clients, desired()) }) },
    () => NAMES.registrationJob(name, desired().hash),
  );
}

/**
 * A tool that applies in waves waits for the Job, and the Job for the version: it must come neither before that nor
 * before the runtime's objects.
 */
function registrationWave(
  { annotations }: RuntimeModel,
  client: RuntimeClient,
): { [key: string]: string } {
  const own = syncWave(annotations);
  return client.syncWave > own ? { [SYNC_WAVE]: String(client.syncWave) } : {};
}

function access(scope: Construct, state: RuntimeState): void {
  const { model } = state;
  new Resource(scope, 'v1', 'ServiceAccount', metadata(model, model.id), {});
  new Resource(scope, RBAC, 'Role', metadata(model, model.id), {
    rules: Lazy.any({
      produce: () => permissions(model, usesKnative(model, state.clients)),
    }),
  });
  new Resource(
    scope,
    RBAC,
    'RoleBinding',
    metadata(model, model.id),
    roleBinding(model.id, model.namespace),
  );
}

function host(scope: Construct, state: RuntimeState): void {
  const { model } = state;
  const name = NAMES.host(model.id);
  if (model.mode === 'deployment') {
    new Resource(scope, 'apps/v1', 'Deployment', metadata(model, name), {
      spec: Lazy.any({ produce: () => watchSpec(model, state.clients) }),
    });
  } else {
    new Resource(scope, 'batch/v1', 'CronJob', metadata(model, name), {
      spec: Lazy.any({ produce: () => sweepSpec(model, state.clients) }),
    });
  }
}

/** What a version needs has to outlive the app: old versions are still draining when it is gone. */
function metadata(model: RuntimeModel, name: string): ResourceMetadata {
  return {
    name,
    namespace: model.namespace,
    labels: { ...model.labels, ...podLabels(model.id), [LABELS.managedBy]: MANAGED_BY },
    annotations: withKeepAnnotations(model.annotations),
  };
}

/** Tools that apply in waves must not come to a version before they have come to its desired state. */
function desiredStateMetadata(state: RuntimeState): ResourceMetadata {
  const base = metadata(state.model, NAMES.desiredState(state.model.id));
  const earliest = () =>
    Math.min(...state.clients.all.map((client) => client.syncWave), syncWave(base.annotations));
  return {
    ...base,
    annotations: {
      ...base.annotations,
      [SYNC_WAVE]: Lazy.any({
        produce: () => (earliest() < 0 ? String(earliest()) : undefined),
      }) as any,
    },
  };
}
