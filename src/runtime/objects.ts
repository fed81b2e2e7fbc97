import { Lazy } from 'cdk8s';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { desiredDeployment, desiredState } from './desired-state';
import { LateResource } from './late-resource';
import type { ManagedDeployment } from './managed-deployment';
import type { ManagedDeployments } from './managed-deployments';
import type { RuntimeModel } from './model';
import { runtimeMonitoringObjects } from './monitoring';
import { runtimePolicySpec } from './network-policy';
import { permissions, roleBinding } from './rbac';
import { registrationJobSpec, sweepSpec, watchSpec } from './workloads';
import {
  DESIRED_STATE_KEY,
  JOB_METADATA,
  LABELS,
  MANAGED_BY,
  NAMES,
  POD_LABELS,
  podLabels,
} from '../contract';
import { withKeepAnnotations } from '../contract/keep';
import { Resource } from '../core/resource';
import type { ResourceMetadata } from '../core/resource';
import { SYNC_WAVE, syncWave } from '../core/sync-wave';
import { runtimeScript } from '../script/script';
import { scriptConfigMap, versionLabel } from '../script/script-config-map';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** What the objects of a runtime are made from: deployments are added to it until the manifests are written. */
export interface RuntimeState {
  readonly model: RuntimeModel;
  readonly deployments: ManagedDeployments;
  readonly idIsDefault: boolean;
}

/** The objects of a runtime that others refer to. */
export interface RuntimeObjects {
  /** The ConfigMap with the desired state, which all versions depend on. */
  readonly desired: ApiObject;
  /** The CronJob or the Deployment. */
  readonly workload: ApiObject;
}

/** Makes the objects of a runtime. Its desired state comes first: all versions depend on it. */
export function runtimeObjects(scope: Construct, state: RuntimeState): RuntimeObjects {
  const { model } = state;
  const desired = new Resource(scope, 'v1', 'ConfigMap', desiredStateMetadata(state), {
    data: {
      [DESIRED_STATE_KEY]: Lazy.any({
        produce: () =>
          `${JSON.stringify(desiredState(model, state.deployments, state.idIsDefault), undefined, 2)}\n`,
      }),
    },
  });
  const script = NAMES.script(model.id, runtimeScript().contentHash);
  scriptConfigMap(scope, model.scriptChart, scriptMetadata(state, script));
  if (model.serviceAccountName === undefined) access(scope, state);
  const { networkPolicy } = model;
  if (networkPolicy !== undefined) {
    new Resource(scope, 'networking.k8s.io/v1', 'NetworkPolicy', metadata(state, model.id), {
      spec: Lazy.any({ produce: () => runtimePolicySpec(model, networkPolicy, state.deployments) }),
    });
  }
  runtimeMonitoringObjects(scope, model);
  return { desired, workload: workload(scope, state) };
}

/** The Job that registers the current version of a deployment. */
export function registrationJob(
  scope: Construct,
  state: RuntimeState,
  deployment: ManagedDeployment,
): ApiObject {
  const { model } = state;
  const desired = () => desiredDeployment(model, state.deployments, deployment);
  const name = deployment.desired.name;
  return new LateResource(
    scope,
    'batch/v1',
    'Job',
    {
      ...metadata(state, `${name}-register`),
      labels: { ...metadata(state, '').labels, [POD_LABELS.component]: 'register' },
      annotations: {
        ...model.annotations,
        [SYNC_WAVE]: registrationWave(state, deployment),
        // A Job is immutable and has to be replaced. Its name ends in a hash, so this is only a safety net.
        'argocd.argoproj.io/sync-options': 'Force=true,Replace=true',
        'kustomize.toolkit.fluxcd.io/force': 'enabled',
        [JOB_METADATA.deployment]: name,
        [JOB_METADATA.hash]: Lazy.any({ produce: () => desired().hash }) as any,
      },
    },
    { spec: Lazy.any({ produce: () => registrationJobSpec(model, state.deployments, desired()) }) },
    () => NAMES.registrationJob(name, desired().hash),
    { path: ['spec'], remedy: 'set it on the RestateRuntime' },
  );
}

/**
 * A tool that applies in waves waits for the Job, and the Job waits for the version: its wave must be earlier neither
 * than the version's, nor than that of the runtime's objects, nor than that of a Deployment whose rollout it waits for.
 */
function registrationWave(state: RuntimeState, deployment: ManagedDeployment): string {
  return Lazy.any({
    produce: () => {
      const { syncWave: wave, rolloutOf } = deployment;
      const awaited = rolloutOf ? syncWave(rolloutOf.metadata.toJson().annotations) : wave;
      return waveAnnotation(state.model, Math.max(wave, awaited, runtimeWave(state)));
    },
  }) as any;
}

function access(scope: Construct, state: RuntimeState): void {
  const { model } = state;
  new Resource(scope, 'v1', 'ServiceAccount', metadata(state, model.id), {});
  new Resource(scope, RBAC, 'Role', metadata(state, model.id), {
    rules: Lazy.any({
      produce: () => permissions(model, state.deployments),
    }),
  });
  new Resource(
    scope,
    RBAC,
    'RoleBinding',
    metadata(state, model.id),
    roleBinding(model.id, model.namespace),
  );
}

function workload(scope: Construct, state: RuntimeState): ApiObject {
  const { model } = state;
  const { labels, ...others } = metadata(state, NAMES.host(model.id));
  const own = { ...others, labels: { ...versionLabel(), ...labels } };
  if (model.mode === 'deployment') {
    return new Resource(scope, 'apps/v1', 'Deployment', own, {
      spec: Lazy.any({ produce: () => watchSpec(model, state.deployments) }),
    });
  }
  return new Resource(scope, 'batch/v1', 'CronJob', own, {
    spec: Lazy.any({ produce: () => sweepSpec(model, state.deployments) }),
  });
}

/** The runtime has to outlive the app: old versions may still be draining when the app is gone. */
function metadata(state: RuntimeState, name: string): ResourceMetadata {
  const { model } = state;
  return {
    name,
    namespace: model.namespace,
    labels: { ...model.labels, ...podLabels(model.id), [LABELS.managedBy]: MANAGED_BY },
    annotations: {
      ...withKeepAnnotations(model.annotations),
      [SYNC_WAVE]: Lazy.any({
        produce: () => waveAnnotation(model, runtimeWave(state)),
      }) as any,
    },
  };
}

/** Earlier ones stay, and are found by this label. */
function scriptMetadata(state: RuntimeState, name: string): ResourceMetadata {
  const { labels, ...others } = metadata(state, name);
  return { ...others, name, labels: { ...labels, [POD_LABELS.component]: 'script' } };
}

/** No later than that of any version: each needs its desired state before, and the others to be registered. */
function runtimeWave({ model, deployments }: RuntimeState): number {
  const earliest = Math.min(...deployments.all.map((deployment) => deployment.syncWave));
  const own = syncWave(model.annotations);
  return earliest < 0 ? Math.min(earliest, own) : own;
}

/** A wave, which is left out where the user did not write any and it is the same without. */
function waveAnnotation({ annotations }: RuntimeModel, wave: number): string | undefined {
  return wave === syncWave(annotations) ? annotations[SYNC_WAVE] : String(wave);
}

/** Tools that apply in waves must not apply a version before its desired state. */
function desiredStateMetadata(state: RuntimeState): ResourceMetadata {
  const base = metadata(state, NAMES.desiredState(state.model.id));
  const produce = () => {
    const earliest = runtimeWave(state);
    return earliest < 0 ? String(earliest) : undefined;
  };
  return {
    ...base,
    annotations: { ...base.annotations, [SYNC_WAVE]: Lazy.any({ produce }) as any },
  };
}
