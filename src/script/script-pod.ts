import type { Chart } from 'cdk8s';
import type { RestateRuntimePodProps } from './pod-props';
import { runtimeScript } from './script';
import { ENV, EXIT, NODE_FLAGS, PATHS, SCRIPT_KEY } from '../contract';
import type { FaultSink } from '../core/faults';
import { IMAGES } from '../core/images';
import type { Json, StringMap } from '../core/json';
import { checkAnnotations, checkDnsSubdomain, checkLabels } from '../core/kubernetes-syntax';
import { manifestValue, rawManifestValue } from '../core/manifest-value';
import { mergeManifests } from '../core/merge';
import { checkImage, checkResources, checkTemplateOverrides } from '../core/pod-checks';

const DEFAULT_RESOURCES = {
  requests: { cpu: '10m', memory: '64Mi' },
  limits: { memory: '128Mi' },
};

export const CONTAINER = 'reconcile';

/** The user `node` of the stock images; any other than root would do. */
export const SCRIPT_USER = 1000;

/** {@link RestateRuntimePodProps} as plain values with all defaults. */
export interface ScriptPodModel {
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly imagePullSecrets: readonly string[];
  readonly resources: Json;
  readonly podLabels: StringMap;
  readonly podAnnotations: StringMap;
  /** Where the script goes, if not beside its pods. */
  readonly scriptChart?: Chart;
  /** Merged over the pod template. */
  readonly overrides: Json;
}

export function scriptPodModel(props: RestateRuntimePodProps, faults: FaultSink): ScriptPodModel {
  return {
    image: props.image ?? IMAGES.node,
    imagePullPolicy: props.imagePullPolicy,
    imagePullSecrets: props.imagePullSecrets ?? [],
    resources: manifestValue(props.resources ?? DEFAULT_RESOURCES, faults, 'resources'),
    podLabels: rawManifestValue(props.podLabels ?? {}, faults, 'podLabels'),
    podAnnotations: rawManifestValue(props.podAnnotations ?? {}, faults, 'podAnnotations'),
    scriptChart: props.scriptChart,
    overrides: rawManifestValue(props.overrides ?? {}, faults, 'overrides'),
  };
}

/** Everything about such pods that the API server would reject. */
export function checkScriptPod(model: ScriptPodModel, faults: FaultSink): void {
  checkImage(model, '', 'write one, or remove it', faults);
  model.imagePullSecrets.forEach((name, index) =>
    checkDnsSubdomain(name, `imagePullSecrets[${index}]`, faults),
  );
  checkResources(model.resources, 'resources', faults);
  checkLabels(model.podLabels, 'podLabels', faults);
  checkAnnotations(model.podAnnotations, 'podAnnotations', faults);
  checkTemplateOverrides(model.overrides, 'overrides', faults);
}

/** What a run of the program needs. */
export interface ScriptRun {
  /** The name of the ConfigMap that holds the script. */
  readonly script: string;
  /** Whether a pod fails if the script was deleted, instead of waiting for it for ever. @default false */
  readonly scriptMayBeGone?: boolean;
  readonly args: readonly string[];
  readonly ports?: readonly Json[];
  readonly env: readonly Json[];
  readonly volumes: readonly Json[];
  readonly volumeMounts: readonly Json[];
  readonly serviceAccountName: string;
  readonly restartPolicy: 'Always' | 'Never';
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/**
 * Runs the script only if it is the one that the pod was made for: whoever may write ConfigMaps could delete it, and
 * create another of its name. What is checked is what runs, whatever becomes of the file meanwhile.
 */
const VERIFY_AND_RUN = `const [, file] = process.argv;
const text = require('fs').readFileSync(file, 'utf8');
const sha256 = require('crypto').createHash('sha256').update(text).digest('hex');
if (sha256 === process.env.${ENV.sha256}) {
  require('vm').compileFunction(text, ['require'], { filename: file })(require);
} else {
  console.error(file + ' is not the script that this pod was made for: its sha256 is ' + sha256 + '. Delete its ConfigMap, and apply the app again');
  process.exit(${EXIT.final});
}
`;

/** The pod template of a run. It complies with the restricted Pod Security Standard. */
export function scriptPod(model: ScriptPodModel, run: ScriptRun): Json {
  const annotations = { ...model.podAnnotations, ...run.annotations };
  const spec = {
    restartPolicy: run.restartPolicy,
    serviceAccountName: run.serviceAccountName,
    ...(model.imagePullSecrets.length > 0 && {
      imagePullSecrets: model.imagePullSecrets.map((name) => ({ name })),
    }),
    // The environment variables for the Services of the namespace are not used, and there may be thousands.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: SCRIPT_USER,
      runAsGroup: SCRIPT_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: CONTAINER,
        image: model.image,
        ...(model.imagePullPolicy && { imagePullPolicy: model.imagePullPolicy }),
        command: ['node', ...NODE_FLAGS, '-e', VERIFY_AND_RUN, `${PATHS.script}/${SCRIPT_KEY}`],
        args: [...run.args],
        ...(run.ports && { ports: run.ports }),
        env: [
          ...run.env,
          { name: ENV.sha256, value: runtimeScript().sha256 },
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
  const metadata = {
    labels: { ...model.podLabels, ...run.labels },
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  const template = mergeManifests({ metadata, spec }, model.overrides);
  // The program finds its pods by these.
  return mergeManifests(template, {
    metadata: {
      labels: run.labels,
      ...(Object.keys(run.annotations).length > 0 && { annotations: run.annotations }),
    },
  });
}

/** The Job fails at once if a retry can't help; a pod that was evicted from its node does not count as a failure. */
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

/** An environment variable with the value of a field of its pod. */
export function fieldVariable(name: string, fieldPath: string): Json {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
