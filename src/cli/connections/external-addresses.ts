import { externalAddresses } from './peer';
import type { Peer } from './peer';
import type { Ports } from './ports';
import type { Address, AddressRange } from '../../core/addresses';
import { addressOf, containsAddress, containsRange, samplesOf } from '../../core/addresses';

/** Public addresses, one of which stands for all that no policy names: of each half, since policies name them apart. */
const PUBLIC_ADDRESSES = [
  ['93.184.215.14', '8.8.8.8', '1.1.1.1', '45.33.32.156'],
  ['185.199.108.153', '140.82.112.3', '151.101.1.6', '216.58.206.1'],
];
const PUBLIC_IPV6_ADDRESSES = [['2606:2800:21f::1', '2a04:4e42::644', '2001:4860:4860::8888']];

/** A policy that fixes more bits of a public address than this means a network, and not the Internet. */
const WIDEST_NETWORK = { 4: 8, 6: 16 } as const;

/** The API server, at any of some addresses. */
export function apiServer(ranges: readonly AddressRange[], blocks: readonly AddressRange[]): Peer {
  const addresses = ranges.flatMap((range) => samplesOf(range, blocks));
  const ports: Ports[] = [443, 6443].map((port) => ({ protocol: 'TCP', port }));
  return { ...externalAddresses('API server', addresses, ports), isDestinationOnly: true };
}

/** The Internet, and each block and exception that policies name; a block is what is left of it without those within. */
export function namedAddresses(blocks: readonly AddressRange[], ports: readonly Ports[]): Peer[] {
  const internet = representatives(PUBLIC_ADDRESSES, blocks);
  const internet6 = representatives(PUBLIC_IPV6_ADDRESSES, blocks);
  const peers = new Map<string, Peer>();
  for (const block of blocks) {
    if ([...internet, ...internet6].some((address) => containsAddress(block, address))) continue;
    const inner = blocks.filter(
      (other) => containsRange(block, other) && other.prefixLength > block.prefixLength,
    );
    const rest = samplesOf(block, inner).filter(
      (address) => !inner.some((other) => containsAddress(other, address)),
    );
    if (rest.length > 0) peers.set(block.cidr, externalAddresses(block.cidr, rest, ports));
  }
  const speaksIpv6 = blocks.some(({ family }) => family === 6);
  return [
    ...[...peers.values()].sort((a, b) => compareAddresses(a.addresses[0], b.addresses[0])),
    externalAddresses('Internet', internet, ports),
    ...(speaksIpv6 ? [externalAddresses('Internet (IPv6)', internet6, ports)] : []),
  ];
}

function representatives(
  candidates: ReadonlyArray<readonly string[]>,
  blocks: readonly AddressRange[],
): Address[] {
  const networks = blocks.filter(
    ({ family, prefixLength }) => prefixLength > WIDEST_NETWORK[family],
  );
  return candidates.map((texts) => {
    const addresses = texts.map(addressOf);
    const unnamed = addresses.find(
      (address) => !networks.some((network) => containsAddress(network, address)),
    );
    return unnamed ?? addresses[0];
  });
}

function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : 1;
}
