import { isIP } from 'net';

/** The port that a URL of http or https leads to. */
export function portOf({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/**
 * The namespace of the Service that a URL leads to, if its host is a name of the DNS of the Kubernetes cluster. A host of
 * two parts, such as `minio.minio`, may be one of the Internet as well; it is taken for that with TLS.
 *
 * @param namespace that of the pod that resolves the name
 */
export function serviceNamespace(
  { protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>,
  namespace: string,
  clusterDns = 'cluster.local',
): string | undefined {
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const suffix = ['.svc', `.svc.${clusterDns}`].find((each) => name.endsWith(each));
  const labels = name.slice(0, name.length - (suffix?.length ?? 0)).split('.');
  if (suffix !== undefined) return labels.length >= 2 ? labels.at(-1) : undefined;
  if (labels.length === 1) return name === 'localhost' || name === '' ? undefined : namespace;
  return labels.length === 2 && protocol !== 'https:' ? labels[1] : undefined;
}
