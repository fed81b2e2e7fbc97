import {
  CONTRACT_VERSION,
  DESIRED_STATE_KEY,
  NAMES,
  parseDesiredState,
  parseStatus,
  POD_LABELS,
  STATUS_KEY,
} from '../../contract';
import type { DeploymentStatus, DesiredState, RuntimeStatus } from '../../contract';
import { shown } from '../../core/faults';

/** A runtime in a namespace, as read from its ConfigMaps. */
export interface RuntimeView {
  readonly namespace: string;
  readonly id: string;
  /** The status that the runtime wrote at the end of its last run; undefined before the first run. */
  readonly status?: RuntimeStatus;
  /** Reasons why the status may be missing, outdated or wrong. */
  readonly remarks: readonly string[];
}

interface ConfigMap {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: { readonly [label: string]: string };
  };
  readonly data?: { readonly [key: string]: string };
}

/** Groups ConfigMaps by runtime, sorted by namespace and id. */
export function runtimesOf(configMaps: readonly ConfigMap[]): RuntimeView[] {
  const ofRuntime = new Map<string, ConfigMap[]>();
  for (const configMap of configMaps) {
    const id = configMap.metadata.labels?.[POD_LABELS.instance];
    if (id === undefined) continue;
    const key = `${configMap.metadata.namespace}/${id}`;
    ofRuntime.set(key, [...(ofRuntime.get(key) ?? []), configMap]);
  }
  return [...ofRuntime]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => {
      const [namespace, id] = key.split('/');
      return runtimeView(namespace, id, own);
    });
}

function runtimeView(namespace: string, id: string, own: readonly ConfigMap[]): RuntimeView {
  const text = (name: string, key: string) =>
    own.find(({ metadata }) => metadata.name === name)?.data?.[key];
  const remarks: string[] = [];
  const status = statusOf(text(NAMES.status(id), STATUS_KEY), remarks);
  const desired = text(NAMES.desiredState(id), DESIRED_STATE_KEY);
  if (desired === undefined) {
    remarks.push(`ConfigMap ${shown(NAMES.desiredState(id))} not found; apply the app again`);
  } else {
    const { state, faults } = parseDesiredState(desired);
    if (faults.length > 0) {
      const others = faults.length > 1 ? `, and ${faults.length - 1} more faults` : '';
      remarks.push(`invalid desired state: ${faults[0]}${others}`);
    }
    if (state !== undefined) remarks.push(...outdated(state, status));
  }
  return { namespace, id, ...(status && { status }), remarks };
}

function statusOf(text: string | undefined, remarks: string[]): RuntimeStatus | undefined {
  if (text === undefined) {
    remarks.push('has not run yet');
    return undefined;
  }
  const status = parseStatus(text);
  if (status === undefined) {
    remarks.push('the status cannot be read; the next run writes it anew');
  } else if (status.contract > CONTRACT_VERSION) {
    remarks.push('the status was written by a newer cdk8s-restate; upgrade this program');
  }
  return status;
}

/** The status is that of the last run: it does not reflect what was applied since. */
function outdated(desired: DesiredState, status: RuntimeStatus | undefined): string[] {
  if (status === undefined) return [];
  const known = new Map(status.deployments.map((deployment) => [deployment.name, deployment]));
  return desired.deployments
    .filter((wanted) => isUnseen(wanted.hash, known.get(wanted.name)))
    .map(({ name, version }) => `has not reconciled version ${version} of ${name} yet`);
}

function isUnseen(hash: string, seen: DeploymentStatus | undefined): boolean {
  return seen === undefined || (seen.hash !== undefined && seen.hash !== hash);
}
