/**
 * The address by which Restate Cloud reaches a URL of the Kubernetes cluster: that of the tunnel, with the target's
 * scheme, host and port as parts of the path.
 *
 * @param tunnelUrl `https://tunnel.<region>.restate.cloud:9080/<environment>/<tunnel name>`
 */
export function throughTunnel(tunnelUrl: string, target: string): string {
  const { protocol, hostname, port, pathname, search } = new URL(target);
  const scheme = protocol.replace(':', '');
  const host = [scheme, hostname, port || (scheme === 'https' ? '443' : '80')].join('/');
  return `${tunnelUrl}/${host}${pathname}${search}`;
}
