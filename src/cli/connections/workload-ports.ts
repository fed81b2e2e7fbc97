import { selects } from './evaluate';
import type { Side } from './evaluate';
import type { Policy } from './policies';
import { EVERY_PORT, LAST_PORT, portsBetween, PROTOCOLS, uniquePorts } from './ports';
import type { Ports } from './ports';
import type { ServiceTarget } from './services';
import type { Workload } from './workloads';

/**
 * Where a workload may be called: at the ports that its containers declare, that Services lead to, and that policies
 * name. Declaring them is up to the user: of a workload of which none is known any port is looked at, unless it is a Job.
 */
export function workloadPorts(
  workload: Workload,
  pods: Side['pods'],
  policies: readonly Policy[],
  services: readonly ServiceTarget[],
): Ports[] {
  const named = policies
    .filter((policy) => selects(policy, pods))
    .flatMap(({ ingress }) => ingress ?? [])
    .flatMap(({ ports }) => ports ?? []);
  const ports = [
    ...[...workload.ports, ...services].map(({ port, protocol }) => ({ port, protocol })),
    ...named.flatMap((port) => {
      const isNumber = 'first' in port && port.last - port.first < LAST_PORT - 1;
      return isNumber ? [portsBetween(port.protocol, port.first, port.last + 1)] : [];
    }),
  ];
  if (ports.length === 0 && !workload.isJob) {
    return [...EVERY_PORT];
  }
  return uniquePorts(ports).sort(comparePorts);
}

function comparePorts(a: Ports, b: Ports): number {
  if (a.protocol !== b.protocol) {
    return PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol);
  }
  return Number(a.port) - Number(b.port) || (a.endPort ?? 0) - (b.endPort ?? 0);
}
