/** The status and the records of endpoints as data of a ConfigMap. */
import type { EndpointRecord, RuntimeStatus } from '../../contract';
import { ENDPOINTS_KEY, STATUS_KEY } from '../../contract';

export interface StoredStatus {
  readonly status?: RuntimeStatus;
  readonly endpoints: readonly EndpointRecord[];
}

export type Data = Readonly<Record<string, string>>;

/** A ConfigMap that is not there says the same. */
const EMPTY: Data = { [ENDPOINTS_KEY]: '[]' };

/** A ConfigMap holds 1 MiB, and the endpoints are in it as well. */
const MAX_STATUS_LENGTH = 700_000;

export function toData({ status, endpoints }: StoredStatus): Data {
  return {
    ...(status && { [STATUS_KEY]: statusText(status) }),
    [ENDPOINTS_KEY]: JSON.stringify(endpoints, null, 1),
  };
}

/** @throws SyntaxError when the records of endpoints can't be read: to go on would be to lose them. */
export function fromData({
  [STATUS_KEY]: status,
  [ENDPOINTS_KEY]: endpoints = '[]',
}: Data): StoredStatus {
  return { status: readStatus(status), endpoints: JSON.parse(endpoints) as EndpointRecord[] };
}

export function isSame(data: Data, current: Data | undefined): boolean {
  return [STATUS_KEY, ENDPOINTS_KEY].every((key) => data[key] === (current?.[key] ?? EMPTY[key]));
}

/** Indented for people, and shortened where it would not fit. */
function statusText(status: RuntimeStatus): string {
  const text = JSON.stringify(status, null, 1);
  if (text.length <= MAX_STATUS_LENGTH) return text;
  const compact = JSON.stringify(status);
  if (compact.length <= MAX_STATUS_LENGTH) return compact;
  // Retained versions are deregistered and at 0 replicas; their ReplicaSets show them.
  const deployments = status.deployments.map((each) => ({
    ...each,
    versions: each.versions.filter(({ state }) => state !== 'Retained'),
  }));
  return JSON.stringify({ ...status, deployments });
}

/** A status that can't be read is replaced; no removal relies on it. */
function readStatus(text: string | undefined): RuntimeStatus | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as RuntimeStatus);
  } catch {
    return undefined;
  }
}
