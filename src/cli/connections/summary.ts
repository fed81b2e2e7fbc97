import type { Connection } from './connections';
import type { Peer } from './peer';
import { EVERY_PORT, portsText } from './ports';

/** Everybody and everything that is not in the input. */
const ANYTHING_ELSE: RowPeer = { name: 'anything else' };

type RowPeer = Pick<Peer, 'name' | 'namespace'>;

/** Connections of two peers that are treated alike. */
export interface Row {
  readonly from: RowPeer;
  readonly to: RowPeer;
  /** Such as "8080/TCP, 9070/TCP", or "any". */
  readonly ports: string;
  readonly verdict: Pick<Connection, 'allowed' | 'blocked' | 'by'>;
  readonly connections: readonly Connection[];
}

/** What people read: a row for each two peers and verdict, and one for all outside the input if it is treated alike. */
export function summaryOf(connections: readonly Connection[]): Row[] {
  const calledAlike = peersTreatedAlike(
    connections.filter(({ from }) => from.isExternal),
    ({ to }) => to,
    (calls) => groupsOf(calls, ({ from }) => from.name).map((group) => group.map(callText).join()),
  );
  const callingAlike = peersTreatedAlike(
    connections.filter(({ to }) => to.isExternal),
    ({ from }) => from,
    (calls) => calls.map(verdictText),
  );
  const rows = connections.map((connection) => {
    const { from, to } = connection;
    return {
      from: from.isExternal && calledAlike.has(to) ? ANYTHING_ELSE : from,
      to: to.isExternal && callingAlike.has(from) ? ANYTHING_ELSE : to,
      connection,
    };
  });
  return groupsOf(rows, ({ from, to, connection }) =>
    [from.name, to.name, verdictText(connection)].join('\n'),
  ).map((group) => {
    const [{ from, to, connection: verdict }] = group;
    const own = group.map(({ connection }) => connection);
    return { from, to, ports: portList(own), verdict, connections: own };
  });
}

/** The peers of whose calls, or of the calls to which, the same can be said throughout. */
function peersTreatedAlike(
  connections: readonly Connection[],
  peerOf: (connection: Connection) => Peer,
  texts: (connections: readonly Connection[]) => string[],
): ReadonlySet<Peer> {
  return new Set(
    groupsOf(connections, (each) => peerOf(each).name)
      .filter((group) => new Set(texts(group)).size === 1)
      .map(([first]) => peerOf(first)),
  );
}

function callText(connection: Connection): string {
  return `${portsText(connection)} ${verdictText(connection)}`;
}

function verdictText({ allowed, blocked, by }: Connection): string {
  return JSON.stringify([allowed, blocked, by]);
}

function portList(connections: readonly Connection[]): string {
  const texts = [...new Set(connections.map(portsText))];
  return EVERY_PORT.every((ports) => texts.includes(portsText(ports))) ? 'any' : texts.join(', ');
}

function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
