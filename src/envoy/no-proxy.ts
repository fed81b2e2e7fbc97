import type { ClusterModel } from '../cluster/model';

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
