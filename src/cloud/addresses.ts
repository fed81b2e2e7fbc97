/** The parts of an environment's addresses. */
export interface CloudAddress {
  /** With or without its prefix. */
  readonly environmentId: string;
  readonly region: string;
}

/** Stands for "the pods that open this tunnel themselves" in place of a service's address. */
const IN_PROCESS = 'http/in-process/9080';

/** The URL of the environment's admin API. */
export function adminUrl({ environmentId, region }: CloudAddress): string {
  return `https://${withoutPrefix(environmentId)}.env.${region}.restate.cloud:9070`;
}

/** The URL by which the environment calls pods that open a tunnel of this name themselves. */
export function inProcessTunnelUrl(
  address: CloudAddress,
  tunnelName: string,
  servicePath: string,
): string {
  return `${tunnelBase(address, tunnelName)}/${IN_PROCESS}/${servicePath.replace(/^\/+/, '')}`;
}

/** The common prefix of the URLs of all services that are called through a tunnel. */
export function tunnelBase({ environmentId, region }: CloudAddress, tunnelName: string): string {
  return `https://tunnel.${region}.restate.cloud:9080/${withoutPrefix(environmentId)}/${tunnelName}`;
}

/** The id of an environment as the tunnel client needs it. */
export function withPrefix(environmentId: string): string {
  return `env_${withoutPrefix(environmentId)}`;
}

function withoutPrefix(environmentId: string): string {
  return environmentId.replace(/^env_/, '');
}
