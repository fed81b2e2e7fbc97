import {
  CONTRACT_VERSION,
  DESIRED_STATE_KEY,
  NAMES,
  parseDesiredState,
  POD_LABELS,
  STATUS_KEY,
} from '../../contract';
import type { DeploymentStatus, DesiredState, RuntimeStatus } from '../../contract';

/** A runtime of a namespace, as its ConfigMaps tell. */
export interface RuntimeView {
  readonly namespace: string;
  readonly id: string;
  /** What the runtime wrote at the end of its last run; absent as long as it has never run. */
  readonly status?: RuntimeStatus;
  /** What a reader should know before trusting the status. */
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

/** The runtimes that ConfigMaps speak of, by namespace and id. */
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
  const status = parseStatus(text(NAMES.status(id), STATUS_KEY), remarks);
  const desired = text(NAMES.desiredState(id), DESIRED_STATE_KEY);
  if (desired === undefined) {
    remarks.push('its desired state is gone; apply the app again');
  } else {
    const { state, faults } = parseDesiredState(desired);
    remarks.push(...faults.map((fault) => `its desired state has a fault: ${fault}`));
    if (state !== undefined) remarks.push(...outdated(state, status));
  }
  return { namespace, id, ...(status && { status }), remarks };
}

function parseStatus(text: string | undefined, remarks: string[]): RuntimeStatus | undefined {
  if (text === undefined) {
    remarks.push('has not run yet');
    return undefined;
  }
  try {
    const status: RuntimeStatus = JSON.parse(text);
    if (status.contract > CONTRACT_VERSION) {
      remarks.push('its status is of a newer cdk8s-restate; update this program');
    }
    return status;
  } catch (error) {
    remarks.push(`its status can't be read: ${(error as Error).message}`);
    return undefined;
  }
}

/** The status is of the last run; what was applied since is not in it yet. */
function outdated(desired: DesiredState, status: RuntimeStatus | undefined): string[] {
  if (status === undefined) return [];
  const known = new Map(status.deployments.map((deployment) => [deployment.name, deployment]));
  return desired.deployments
    .filter((wanted) => isNews(wanted.hash, known.get(wanted.name)))
    .map(({ name, version }) => `has not looked at ${name} in version ${version} yet`);
}

function isNews(hash: string, seen: DeploymentStatus | undefined): boolean {
  return seen === undefined || (seen.hash !== undefined && seen.hash !== hash);
}
