import { NetworkRules } from './evaluate';
import type { Verdict } from './evaluate';
import { apiServer, namedAddresses } from './external-addresses';
import type { Namespaces } from './namespaces';
import { externalPods, podsIn } from './peer';
import type { Peer } from './peer';
import type { Policy } from './policies';
import { EVERY_PORT, splitPorts } from './ports';
import type { Ports } from './ports';
import { selectedPods } from './selected-pods';
import type { ServiceTarget } from './services';
import { workloadPorts } from './workload-ports';
import type { Workload } from './workloads';
import type { AddressRange } from '../../core/addresses';
import { addressRange, samplesOf } from '../../core/addresses';

/** Where pods and the API server are, as long as nobody says so. */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

/** What connections are worked out from. */
export interface ConnectionInput {
  readonly workloads: readonly Workload[];
  readonly policies: readonly Policy[];
  readonly namespaces: Namespaces;
  /** What the Services lead to in a workload. */
  readonly servicesOf: (workload: Workload) => readonly ServiceTarget[];
  readonly podRanges: readonly AddressRange[];
  readonly apiServerRanges: readonly AddressRange[];
}

/** Whether one peer may call another at some ports. */
export interface Connection extends Ports, Verdict {
  readonly from: Peer;
  readonly to: Peer;
}

/** Every pair of peers of which one at least is a workload of the input, at each port where it may be called. */
export function connectionsOf(input: ConnectionInput): Connection[] {
  const peers = peersOf(input);
  const rules = new NetworkRules(input.policies);
  const bounds = portBounds(input.policies);
  const judged = (from: Peer, to: Peer, ports: Ports) =>
    joined(
      splitPorts(ports, bounds).map((part) => ({
        from,
        to,
        ...part,
        ...rules.verdict(from, to, part),
      })),
    );
  return peers
    .filter(({ isDestinationOnly }) => !isDestinationOnly)
    .flatMap((from) =>
      peers
        .filter((to) => !(from.isExternal && to.isExternal))
        .flatMap((to) => to.ports.flatMap((ports) => judged(from, to, ports))),
    );
}

/** Workloads first, by their names; then the pods that are not in the input, and at last addresses. */
function peersOf(input: ConnectionInput): Peer[] {
  const { policies, namespaces } = input;
  const blocks = policies.flatMap(blocksOf);
  const podAddresses = input.podRanges.flatMap((range) => samplesOf(range, blocks));
  const nodeAddresses = PRIVATE_RANGES.flatMap((cidr) => samplesOf(addressRange(cidr), blocks));
  const workloads = input.workloads
    .map((workload): Peer => {
      const known = workload.addresses.flatMap((address) => samplesOf(addressRange(address), []));
      const unknown = workload.hostNetwork ? nodeAddresses : podAddresses;
      const pods = podsIn(namespaces, workload.namespace, workload);
      const services = input.servicesOf(workload);
      return {
        name: `${workload.namespace}/${workload.kind}/${workload.name}`,
        namespace: workload.namespace,
        isExternal: false,
        isDestinationOnly: false,
        // To network plugins, pods with their node's address are the node: no selector selects them.
        ...(workload.hostNetwork ? {} : { pods }),
        addresses: known.length > 0 ? known : unknown,
        ports: workloadPorts(workload, pods, policies, services),
        services,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const dns: Peer = {
    ...externalPods(
      'DNS',
      podsIn(namespaces, 'kube-system', {
        labels: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        ],
      }),
      podAddresses,
      [
        { protocol: 'TCP', port: 53 },
        { protocol: 'UDP', port: 53 },
      ],
    ),
    isDestinationOnly: true,
  };
  const named = [...new Set(input.workloads.map(({ namespace }) => namespace))].sort();
  return [
    ...workloads,
    ...(workloads.some(isDns) ? [] : [dns]),
    ...selectedPods(policies, [...workloads, dns], namespaces, podAddresses, EVERY_PORT),
    ...named.map((namespace) =>
      externalPods(
        `other pods in namespace ${namespace}`,
        podsIn(namespaces, namespace, { labels: {}, ports: [] }),
        podAddresses,
        EVERY_PORT,
      ),
    ),
    externalPods(
      'pods in other namespaces',
      { namespaceLabels: {}, labels: {}, ports: [] },
      podAddresses,
      EVERY_PORT,
    ),
    apiServer(input.apiServerRanges, blocks),
    ...namedAddresses(blocks, EVERY_PORT),
  ];
}

function isDns({ pods }: Peer): boolean {
  return pods?.namespace === 'kube-system' && pods.labels['k8s-app'] === 'kube-dns';
}

function blocksOf({ ingress = [], egress = [] }: Policy): AddressRange[] {
  return [...ingress, ...egress].flatMap(({ peers = [] }) =>
    peers.flatMap((peer) => ('block' in peer ? [peer.block, ...peer.except] : [])),
  );
}

/** Where what policies say of ports may change, whatever the protocol. */
function portBounds(policies: readonly Policy[]): number[] {
  return policies
    .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress])
    .flatMap(({ ports = [] }) => ports)
    .flatMap((port) => ('first' in port ? [port.first, port.last + 1] : []));
}

/** The parts of a range that are treated alike become one again. */
function joined(connections: readonly Connection[]): Connection[] {
  const result: Connection[] = [];
  for (const connection of connections) {
    const last = result[result.length - 1];
    if (last !== undefined && continues(last, connection)) {
      const endPort = connection.endPort ?? (connection.port as number);
      result[result.length - 1] = { ...last, endPort };
    } else {
      result.push(connection);
    }
  }
  return result;
}

function continues(last: Connection, next: Connection): boolean {
  const verdict = ({ allowed, blocked, by }: Connection) => JSON.stringify([allowed, blocked, by]);
  return (last.endPort ?? Number(last.port)) + 1 === next.port && verdict(last) === verdict(next);
}
