/** The status and the records of endpoints as data of a ConfigMap. */
import type { EndpointRecord, RuntimeStatus } from '../../contract';
import {
  CONTRACT_VERSION,
  ENDPOINTS_KEY,
  parseEndpoints,
  parseStatus,
  STATUS_KEY,
} from '../../contract';

export interface StoredStatus {
  readonly status?: RuntimeStatus;
  readonly endpoints: readonly EndpointRecord[];
}

export type Data = Readonly<Record<string, string>>;

/** A ConfigMap that is not there says the same. */
const EMPTY: Data = { [ENDPOINTS_KEY]: '[]' };

/** A ConfigMap holds 1 MiB. */
const MAX_BYTES = 1_000_000;

/**
 * The forms of a status, of which the first that fits is written: indented for people, then with the longest texts
 * shortened, then without versions. Retained ones are at 0 replicas, and the latest are as they should be: their
 * objects show them.
 */
const FORMS: ReadonlyArray<readonly [indent: number, longestText: number, leftOut?: RegExp]> = [
  [1, 1024],
  [0, 1024],
  [0, 256],
  [0, 64],
  [0, 256, /Retained/],
  [0, 64, /Retained/],
  [0, 0, /Retained/],
  [0, 0, /Retained|Latest/],
  [0, 0, /./],
];

export function toData({ status, endpoints }: StoredStatus): Data {
  const records = JSON.stringify(endpoints, null, 1);
  return {
    ...(status && { [STATUS_KEY]: statusText(status, MAX_BYTES - Buffer.byteLength(records)) }),
    [ENDPOINTS_KEY]: records,
  };
}

/**
 * What can't be read is left out, and written anew: no removal relies on the status, and an endpoint is found at the
 * server by its URL. Older versions of an endpoint whose record is lost stay registered.
 */
export function fromData(data: Data): StoredStatus {
  const status = parseStatus(data[STATUS_KEY]);
  return {
    status: status?.contract === CONTRACT_VERSION ? status : undefined,
    endpoints: parseEndpoints(data[ENDPOINTS_KEY]),
  };
}

export function isSame(data: Data, current: Data | undefined): boolean {
  return [STATUS_KEY, ENDPOINTS_KEY].every((key) => data[key] === (current?.[key] ?? EMPTY[key]));
}

function statusText(status: RuntimeStatus, bytes: number): string {
  let text = '';
  for (const [indent, longest, leftOut] of FORMS) {
    const deployments = status.deployments.map((each) => ({
      ...each,
      versions: each.versions.filter(({ state }) => !leftOut?.test(state)),
    }));
    const shorten = (each: string) =>
      each.length > longest ? `${each.slice(0, longest)}...` : each;
    text = JSON.stringify(
      { ...status, deployments },
      (key, value) => {
        if (key === 'message') return shorten(value);
        return key === 'blockers' ? value?.map(shorten) : value;
      },
      indent,
    );
    if (Buffer.byteLength(text) <= bytes) break;
  }
  return text;
}
