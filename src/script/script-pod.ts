import type { RestateRuntimePodProps } from './pod-props';
import { ENV, EXIT, NODE_FLAGS, PATHS, SCRIPT_KEY } from '../contract';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import {
  checkAnnotations,
  checkDnsSubdomain,
  checkLabels,
  checkOneOf,
} from '../core/kubernetes-syntax';
import { manifestValue, rawManifestValue } from '../core/manifest-value';
import { mergeManifests } from '../core/merge';
import { checkResources } from '../core/pod-checks';

type Json = { [field: string]: any };
type StringMap = { [key: string]: string };

const DEFAULT_IMAGE = 'docker.io/library/node:24-alpine';
const DEFAULT_RESOURCES = {
  requests: { cpu: '10m', memory: '64Mi' },
  limits: { memory: '128Mi' },
};

export const CONTAINER = 'reconcile';

/** The user `node` of the stock images; any other than root would do. */
const USER = 1000;

/** {@link RestateRuntimePodProps} with the defaults filled in, in manifest form. */
export interface ScriptPodModel {
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly imagePullSecrets: readonly string[];
  readonly resources: Json;
  readonly podLabels: StringMap;
  readonly podAnnotations: StringMap;
  readonly podOverrides: Json;
}

export function scriptPodModel(props: RestateRuntimePodProps, faults: FaultSink): ScriptPodModel {
  return {
    image: props.image ?? DEFAULT_IMAGE,
    imagePullPolicy: props.imagePullPolicy,
    imagePullSecrets: props.imagePullSecrets ?? [],
    resources: manifestValue(props.resources ?? DEFAULT_RESOURCES, faults, 'resources'),
    podLabels: rawManifestValue(props.podLabels ?? {}, faults, 'podLabels'),
    podAnnotations: rawManifestValue(props.podAnnotations ?? {}, faults, 'podAnnotations'),
    podOverrides: rawManifestValue(props.podOverrides ?? {}, faults, 'podOverrides'),
  };
}

/** Everything about such pods that Kubernetes would refuse later. */
export function checkScriptPod(model: ScriptPodModel, faults: FaultSink): void {
  if (model.image.trim() === '') {
    faults.add('image', `${shown(model.image)} is not an image`, 'name one');
  }
  checkOneOf(model.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], 'imagePullPolicy', faults);
  model.imagePullSecrets.forEach((name, index) =>
    checkDnsSubdomain(name, `imagePullSecrets[${index}]`, faults),
  );
  checkResources(model.resources, 'resources', faults);
  checkLabels(model.podLabels, 'podLabels', faults);
  checkAnnotations(model.podAnnotations, 'podAnnotations', faults);
}

/** What a run is given beside its image. */
export interface ScriptRun {
  /** The name of the ConfigMap that holds the script. */
  readonly script: string;
  /** Whether a pod that comes too late for the script fails, instead of waiting for it for ever. @default false */
  readonly scriptMayBeGone?: boolean;
  readonly args: readonly string[];
  readonly env: readonly Json[];
  readonly volumes: readonly Json[];
  readonly volumeMounts: readonly Json[];
  readonly serviceAccountName: string;
  readonly restartPolicy: 'Always' | 'Never';
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** The pod template of a run, fit for a namespace that enforces the restricted pod security standard. */
export function scriptPod(model: ScriptPodModel, run: ScriptRun): Json {
  const annotations = { ...model.podAnnotations, ...run.annotations };
  const spec = {
    restartPolicy: run.restartPolicy,
    serviceAccountName: run.serviceAccountName,
    ...(model.imagePullSecrets.length > 0 && {
      imagePullSecrets: model.imagePullSecrets.map((name) => ({ name })),
    }),
    // Environment variables for each Service of the namespace are of no use here, and there may be thousands.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: CONTAINER,
        image: model.image,
        ...(model.imagePullPolicy && { imagePullPolicy: model.imagePullPolicy }),
        command: ['node', ...NODE_FLAGS, `${PATHS.script}/${SCRIPT_KEY}`],
        args: [...run.args],
        env: [
          ...run.env,
          fieldVariable(ENV.namespace, 'metadata.namespace'),
          fieldVariable(ENV.pod, 'metadata.name'),
        ],
        resources: model.resources,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [
          { name: 'script', mountPath: PATHS.script, readOnly: true },
          ...run.volumeMounts,
        ],
      },
    ],
    volumes: [
      {
        name: 'script',
        configMap: { name: run.script, ...(run.scriptMayBeGone && { optional: true }) },
      },
      ...run.volumes,
    ],
  };
  return {
    metadata: {
      labels: { ...model.podLabels, ...run.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: mergeManifests(spec, model.podOverrides),
  };
}

/** When trying again can't help, the Job fails at once; a pod that was drained off its node is no failure. */
export function podFailurePolicy(): Json {
  return {
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      {
        action: 'FailJob',
        onExitCodes: {
          containerName: CONTAINER,
          operator: 'In',
          values: [EXIT.usage, EXIT.final, EXIT.superseded],
        },
      },
    ],
  };
}

/** An environment variable that holds a field of its pod. */
export function fieldVariable(name: string, fieldPath: string): Json {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
