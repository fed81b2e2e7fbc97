import type { Connection } from './connections';

/** Every connection that was looked at, one by one. */
export function connectionJson(connections: readonly Connection[]): string {
  const list = connections.map(({ from, to, port, endPort, protocol, allowed, blocked, by }) => ({
    from: from.name,
    to: to.name,
    port,
    ...(endPort === undefined ? {} : { endPort }),
    protocol,
    allowed,
    ...(allowed ? {} : { blocked }),
    by,
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
