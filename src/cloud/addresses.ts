/** What an environment's addresses depend on. */
export interface CloudAddress {
  /** With or without its prefix. */
  readonly environmentId: string;
  readonly region: string;
}

/** What stands for "the pods that hold this tunnel themselves" where a service's address would be. */
const IN_PROCESS = 'http/in-process/9080';

/** Where the environment's admin API is. */
export function adminUrl({ environmentId, region }: CloudAddress): string {
  return `https://${withoutPrefix(environmentId)}.env.${region}.restate.cloud:9070`;
}

/** What the environment is told to call, to reach pods that hold a tunnel of this name themselves. */
export function inProcessTunnelUrl(
  address: CloudAddress,
  tunnelName: string,
  servicePath: string,
): string {
  return `${tunnelBase(address, tunnelName)}/${IN_PROCESS}/${servicePath.replace(/^\/+/, '')}`;
}

/** What the addresses of all services that are reached through a tunnel begin with. */
export function tunnelBase({ environmentId, region }: CloudAddress, tunnelName: string): string {
  return `https://tunnel.${region}.restate.cloud:9080/${withoutPrefix(environmentId)}/${tunnelName}`;
}

/** The form in which a tunnel names the environment. */
export function withPrefix(environmentId: string): string {
  return `env_${withoutPrefix(environmentId)}`;
}

function withoutPrefix(environmentId: string): string {
  return environmentId.replace(/^env_/, '');
}
