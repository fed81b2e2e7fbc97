/**
 * The status ConfigMap: what the last run said, and the memory of endpoints, which have no object
 * of their own. Several runs may write it; each change is made again on what the other has written.
 */
import type { KubernetesClient } from './client';
import { isConflict } from './errors';
import { RESOURCES } from './types';
import type { KubernetesObject } from './types';
import type { EndpointRecord, RuntimeStatus } from '../../contract';
import {
  ENDPOINTS_KEY,
  KEEP_ANNOTATIONS,
  LABELS,
  MANAGED_BY,
  NAMES,
  STATUS_KEY,
  podLabels,
} from '../../contract';

export interface ConfigMap extends KubernetesObject {
  readonly data?: Data;
}

export interface StoredStatus {
  readonly status?: RuntimeStatus;
  readonly endpoints: readonly EndpointRecord[];
}

type Data = Readonly<Record<string, string>>;

/** What counts as written without having been. */
const NOTHING: Data = { [ENDPOINTS_KEY]: '[]' };

const ATTEMPTS = 5;

/** A ConfigMap holds 1 MiB, and the endpoints are in it as well. */
const MAX_STATUS_LENGTH = 700_000;

export class StatusStore {
  private readonly name: string;
  private current?: ConfigMap;

  constructor(
    private readonly kubernetes: KubernetesClient,
    private readonly id: string,
  ) {
    this.name = NAMES.status(id);
  }

  async load(): Promise<StoredStatus> {
    this.current = await this.kubernetes.find<ConfigMap>(RESOURCES.configMaps, this.name);
    return this.stored();
  }

  /** As it was loaded or written last. */
  async loaded(): Promise<StoredStatus> {
    return this.stored();
  }

  /** Writes what `change` makes of the stored state; nothing when it makes no difference. */
  async change(change: (stored: StoredStatus) => StoredStatus): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const data = dataOf(change(this.stored()));
      if (isSame(data, this.current?.data)) return;
      try {
        this.current = await this.write(data);
        return;
      } catch (error) {
        if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
        await this.load();
      }
    }
  }

  private write(data: Data): Promise<ConfigMap> {
    if (this.current) {
      return this.kubernetes.update(RESOURCES.configMaps, { ...this.current, data });
    }
    return this.kubernetes.create(RESOURCES.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.name,
        labels: { ...podLabels(this.id), [LABELS.managedBy]: MANAGED_BY },
        annotations: { ...KEEP_ANNOTATIONS },
      },
      data,
    } as ConfigMap);
  }

  /** @throws SyntaxError when the memory of endpoints can't be read: to go on would be to lose it. */
  private stored(): StoredStatus {
    const { [STATUS_KEY]: status, [ENDPOINTS_KEY]: endpoints = '[]' } = this.current?.data ?? {};
    return { status: readStatus(status), endpoints: JSON.parse(endpoints) as EndpointRecord[] };
  }
}

function dataOf({ status, endpoints }: StoredStatus): Data {
  return {
    ...(status && { [STATUS_KEY]: statusText(status) }),
    [ENDPOINTS_KEY]: JSON.stringify(endpoints, null, 1),
  };
}

/** As people like to read it, and shorter where it would not fit. */
function statusText(status: RuntimeStatus): string {
  const text = JSON.stringify(status, null, 1);
  if (text.length <= MAX_STATUS_LENGTH) return text;
  const compact = JSON.stringify(status);
  if (compact.length <= MAX_STATUS_LENGTH) return compact;
  // They are deregistered and at rest, and their ReplicaSets tell of them.
  const deployments = status.deployments.map((each) => ({
    ...each,
    versions: each.versions.filter(({ state }) => state !== 'Retained'),
  }));
  return JSON.stringify({ ...status, deployments });
}

function isSame(data: Data, current: Data | undefined): boolean {
  return [STATUS_KEY, ENDPOINTS_KEY].every((key) => data[key] === (current?.[key] ?? NOTHING[key]));
}

/** A status that can't be read is written anew; no removal relies on it. */
function readStatus(text: string | undefined): RuntimeStatus | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as RuntimeStatus);
  } catch {
    return undefined;
  }
}
