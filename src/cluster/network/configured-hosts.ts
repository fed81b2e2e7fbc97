import { serviceNamespace } from '../../core/service-host';
import type { ClusterModel } from '../model';

/** A URL, or of a Kafka broker just host and port. Of an object store the host would be the bucket. */
const ADDRESS =
  /^(?:(https?|grpcs?|plaintext|ssl|sasl_\w+|tcp):\/\/)?(?:[^/?#@]*@)?([a-z0-9.-]+)(?::\d+)?(?:[/?#]|$)/i;
const TLS = /^(https|grpcs|ssl|sasl_ssl)$/i;
/** The cluster's own Services, and its nodes behind one of them. */
const OWN = /^(restate|restate-cluster|[^.]+\.restate-cluster)(\.|$)/;

/**
 * The namespaces of what the server's configuration names by a name of the Kubernetes cluster's DNS: object stores,
 * Kafka, trace collectors, proxies. It is read from the file and from the environment.
 */
export function configuredNamespaces({
  name,
  clusterDns,
  config,
  compute,
}: ClusterModel): string[] {
  const env: Array<{ value?: unknown }> = compute.env ?? [];
  const hosts = [...hostsIn(config.tables), ...hostsIn(env.map(({ value }) => value))];
  const namespaces = hosts
    .filter(({ hostname }) => !OWN.test(hostname))
    .flatMap((url) => serviceNamespace(url, name, clusterDns) ?? []);
  return [...new Set(namespaces)].sort();
}

function hostsIn(value: unknown, areBrokers = false): Array<Pick<URL, 'protocol' | 'hostname'>> {
  if (typeof value === 'string') {
    const [, scheme, hostname] = ADDRESS.exec(value) ?? [];
    if (hostname === undefined || (scheme === undefined && !areBrokers)) return [];
    return [{ protocol: TLS.test(scheme ?? '') ? 'https:' : 'http:', hostname }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    hostsIn(item, key === 'brokers' || (areBrokers && Array.isArray(value))),
  );
}
