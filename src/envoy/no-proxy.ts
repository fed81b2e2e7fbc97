import type { ClusterModel } from '../cluster/model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';

/**
 * Never reached through the proxy: the pod itself, and where cloud providers hand out credentials. Single names and
 * IPv4 addresses, since Restate 1.5 takes each for the authority of a URI, and does not start with a range or `::1`.
 */
const LOCAL = [
  'localhost',
  '127.0.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'metadata.google.internal',
];

/** The host of an address that the proxy would be asked for. */
const HTTP_HOST = /^http:\/\/(?:[^/?#@]*@)?(\[[^\]]+\]|[^/:?#$]+)(?:[:/?#]|$)/;

/** What is reached without the proxy, in the form of NO_PROXY. */
export function noProxyList(cluster: ClusterModel | undefined, given: readonly string[]): string {
  return [
    ...new Set([...LOCAL, ...(cluster === undefined ? [] : clusterHosts(cluster)), ...given]),
  ].join(',');
}

/** Images of Restate 1.5 and older, as their tags say. */
const BEFORE_1_6 = /:v?(0|1\.[0-5])([.@-]|$)/;

/**
 * Restate 1.5 takes each entry for the authority of a URI, and ends at once at a range of addresses and at an IPv6
 * address. (With brackets around that it starts, and goes through the proxy all the same.)
 */
export function checkNoProxy(noProxy: string, image: unknown, faults: FaultSink): void {
  if (typeof image !== 'string' || !BEFORE_1_6.test(image)) return;
  const fatal = noProxy.split(',').filter((host) => /[:/]/.test(host));
  if (fatal.length === 0) return;
  faults.add(
    'noProxy',
    `${shown(image)} does not start with ${shown(fatal)} in NO_PROXY`,
    "write host names or IPv4 addresses, in the cluster's configuration too, or take Restate 1.6 or newer",
  );
}

/**
 * The other nodes, and every `http://` address that the server is configured with: object stores, metadata stores and
 * collectors of traces. The libraries that talk to them honour HTTP_PROXY as well.
 */
function clusterHosts({ name, clusterDns, config, compute }: ClusterModel): string[] {
  const values = (compute.env ?? []).map((variable: { value?: unknown }) => variable.value);
  return [
    'restate-cluster',
    `restate-cluster.${name}`,
    `restate-cluster.${name}.svc`,
    `restate-cluster.${name}.svc.${clusterDns}`,
    ...[...httpHosts(config.tables), ...httpHosts(values)].sort(),
  ];
}

function httpHosts(value: unknown): string[] {
  if (typeof value === 'string') {
    const host = HTTP_HOST.exec(value)?.[1];
    return host === undefined ? [] : [host.replace(/^\[|\]$/g, '')];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(httpHosts);
}
