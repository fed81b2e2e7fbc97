export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** TCP, unless another one is given. */
export function protocolOf(protocol: unknown): Protocol {
  return PROTOCOLS.find((known) => known === protocol) ?? 'TCP';
}

export const LAST_PORT = 65535;

/** A port that a pod's containers declare. */
export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Ports that are looked at as one: from `port` to `endPort`, or the one port that has a name and no known number. */
export interface Ports {
  readonly protocol: Protocol;
  readonly port: number | string;
  readonly endPort?: number;
}

/** Such as "9070/TCP" or "1024-2047/UDP"; every port is "any". */
export function portsText({ protocol, port, endPort }: Ports): string {
  if (endPort === undefined) return `${port}/${protocol}`;
  return port === 1 && endPort === LAST_PORT ? `any/${protocol}` : `${port}-${endPort}/${protocol}`;
}

/** Every port there is. */
export const EVERY_PORT: readonly Ports[] = PROTOCOLS.map((protocol) => ({
  protocol,
  port: 1,
  endPort: LAST_PORT,
}));

/** A range in parts: each of the bounds that lie in it begins another one. */
export function splitPorts(ports: Ports, bounds: readonly number[]): Ports[] {
  const { protocol, port, endPort } = ports;
  if (endPort === undefined || typeof port === 'string') return [ports];
  const within = bounds.filter((bound) => port < bound && bound <= endPort);
  const starts = [...new Set([port, ...within])].sort((a, b) => a - b);
  return starts.map((start, index) =>
    portsBetween(protocol, start, starts[index + 1] ?? endPort + 1),
  );
}

/** The ports from one to below another. */
export function portsBetween(protocol: Protocol, port: number, end: number): Ports {
  return { protocol, port, ...(end - 1 > port ? { endPort: end - 1 } : {}) };
}

/** Each of some ports once. */
export function uniquePorts(ports: readonly Ports[]): Ports[] {
  const keys = new Map(
    ports.map((each) => [`${each.protocol} ${each.port} ${each.endPort ?? ''}`, each]),
  );
  return [...keys.values()];
}
