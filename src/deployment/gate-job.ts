/** The Job of a gate: it is applied with the version, and waits until that can be reached. */
import type { RestateGateJobProps } from './gate';
import { contentHash } from '../core/content-hash';
import { wholeSeconds } from '../core/duration';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import type { Json } from '../core/json';
import { checkAtLeast } from '../core/kubernetes-syntax';
import { warnOfUnknownPodFields } from '../core/pod-fields';
import { ofTypes } from '../core/prop-types';
import { readOnlyContainer, restrictedPod } from '../core/restricted';
import type { ScriptPodModel } from '../script/script-pod';
import { SCRIPT_USER } from '../script/script-pod';
import { readPodTemplate } from '../version/pod-template';
import type { PodTemplate } from '../version/pod-template';
import { GATE_JOB_TYPES } from '../version/prop-types';

const ENDPOINT_URL = 'RESTATE_ENDPOINT_URL';
const WAITER = 'wait-for-version';
const DEFAULT_TIMEOUT_SECONDS = 600;
const LONGEST_NAME = 63;

/** {@link RestateGateJobProps} with its defaults filled in, in manifest form. */
export interface GateJobModel {
  readonly template: PodTemplate;
  readonly backoffLimit: number;
  readonly timeoutSeconds: number;
}

export function gateJobModel(props: RestateGateJobProps, faults: Faults): GateJobModel {
  const typed = ofTypes(props, GATE_JOB_TYPES, faults, 'gate');
  const template = readPodTemplate(typed, faults, { path: 'gate.', restartPolicy: 'Never' });
  const { backoffLimit = 0, timeout } = typed;
  const timeoutSeconds = wholeSeconds(timeout, 'gate.timeout', faults) ?? DEFAULT_TIMEOUT_SECONDS;
  checkAtLeast(backoffLimit, 0, 'gate.backoffLimit', faults);
  checkAtLeast(timeoutSeconds, 1, 'gate.timeout', faults);
  const field = `gate.${typed.template === undefined ? 'rawTemplate' : 'template'}.spec`;
  checkVariable(template.spec, field, faults);
  warnOfUnknownPodFields(template.spec, field, faults);
  return { template, backoffLimit, timeoutSeconds };
}

/** Init containers too: some of them stay as sidecars. */
const CONTAINER_LISTS = ['initContainers', 'containers'];

function checkVariable(spec: Json, field: string, faults: Faults): void {
  for (const list of CONTAINER_LISTS) {
    (spec[list] ?? []).forEach((container: Json, index: number) => {
      if (!container.env?.some(({ name }: Json) => name === ENDPOINT_URL)) return;
      const at = `${field}.${list}[${index}].env`;
      faults.add(at, `${shown(ENDPOINT_URL)} is the URL of the version`, 'choose another name');
    });
  }
}

/**
 * Connects until the version's Service leads to a pod that listens, and does no more: a request might be refused for
 * want of an identity, or of a mesh.
 */
const WAIT = `const [, host, port] = process.argv;
const retry = () => setTimeout(connect, 1000);
const connect = () => {
  const socket = require('net').connect(port, host, () => process.exit());
  socket.setTimeout(5000, () => socket.destroy(new Error('timeout'))).on('error', retry);
};
connect();
`;

/** @param pods of the runtime, whose image every node has */
export function gateJobSpec(
  { template: { metadata, spec }, backoffLimit, timeoutSeconds }: GateJobModel,
  url: string,
  pods: ScriptPodModel,
): Json {
  const withUrl = (container: Json): Json => ({
    ...container,
    env: [...(container.env ?? []), { name: ENDPOINT_URL, value: url }],
  });
  const pullSecrets = [
    ...(spec.imagePullSecrets ?? []),
    ...pods.imagePullSecrets.map((name) => ({ name })),
  ];
  return {
    backoffLimit,
    activeDeadlineSeconds: timeoutSeconds,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      ],
    },
    template: {
      ...(metadata && { metadata }),
      spec: {
        ...(spec.serviceAccountName === undefined && { automountServiceAccountToken: false }),
        ...spec,
        restartPolicy: 'Never',
        ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets }),
        initContainers: [waiter(url, pods), ...(spec.initContainers ?? []).map(withUrl)],
        containers: spec.containers.map(withUrl),
      },
    },
  };
}

function waiter(url: string, { image, imagePullPolicy, resources }: ScriptPodModel): Json {
  const { hostname, port } = new URL(url);
  return {
    name: WAITER,
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    command: ['node', '-e', WAIT, hostname, port || '80'],
    resources,
    securityContext: {
      ...readOnlyContainer(true),
      ...restrictedPod(true),
      runAsUser: SCRIPT_USER,
      runAsGroup: SCRIPT_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** Its template can't be changed, so that another template has another name; the hash tells apart what is cut off. */
export function gateJobName(object: string, spec: Json): string {
  const suffix = `-gate-${contentHash([object, spec])}`;
  return `${object.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}
