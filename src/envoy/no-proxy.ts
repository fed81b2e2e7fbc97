import type { ClusterModel } from '../cluster/model';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';

/**
 * Always called without the proxy: the pod itself, and the metadata endpoints of cloud providers. Only host names and
 * IPv4 addresses, since Restate 1.5 parses each entry as the authority of a URI and fails to start with a range or
 * `::1`.
 */
const LOCAL = [
  'localhost',
  '127.0.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'metadata.google.internal',
];

/** The host of a URL that would be called through the proxy. */
const HTTP_HOST = /^http:\/\/(?:[^/?#@]*@)?(\[[^\]]+\]|[^/:?#$]+)(?:[:/?#]|$)/;

/** The hosts that are called without the proxy, in the form of NO_PROXY. */
export function noProxyList(cluster: ClusterModel | undefined, given: readonly string[]): string {
  return [
    ...new Set([...LOCAL, ...(cluster === undefined ? [] : clusterHosts(cluster)), ...given]),
  ].join(',');
}

/** Images of Restate 1.5 and older, by their tags. */
const BEFORE_1_6 = /:v?(0|1\.[0-5])([.@-]|$)/;

/**
 * Restate 1.5 parses each entry as the authority of a URI, and fails to start with a range of addresses or an IPv6
 * address. (It starts with an IPv6 address in brackets, but then uses the proxy for it.)
 */
export function checkNoProxy(noProxy: string, image: unknown, faults: FaultSink): void {
  if (typeof image !== 'string' || !BEFORE_1_6.test(image)) return;
  const fatal = noProxy.split(',').filter((host) => /[:/]/.test(host));
  if (fatal.length === 0) return;
  faults.add(
    'noProxy',
    `${shown(image)} does not start with ${shown(fatal)} in NO_PROXY`,
    "write host names or IPv4 addresses, in the cluster's configuration too, or use Restate 1.6 or newer",
  );
}

/**
 * The other nodes, and every `http://` URL in the server's configuration: object stores, metadata stores and trace
 * collectors. Their client libraries honour HTTP_PROXY as well.
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
