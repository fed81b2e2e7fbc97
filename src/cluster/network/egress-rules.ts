import type { DnsEgressModel, PublicEgressModel, ServiceEgressModel } from './model';
import { RestateIpFamily } from './props';
import { namespaceNamed } from './selectors';
import { addressRange, isPartOf } from '../../core/addresses';
import type { Json } from '../../core/json';

/** The port of the Services of RestateDeployments. */
const SERVICE_PORT = 9080;

const KUBE_DNS: Json = {
  namespaceSelector: namespaceNamed('kube-system'),
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

/** The cache of DNS on each node, if there is one. */
const NODE_LOCAL_DNS: Json = { ipBlock: { cidr: '169.254.20.10/32' } };

interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

const PUBLIC_BLOCKS: { [family in RestateIpFamily]: readonly IpBlock[] } = {
  // Two halves, since some network plugins handle exceptions of 0.0.0.0/0 wrongly.
  [RestateIpFamily.IPV4]: [
    { cidr: '0.0.0.0/1', except: ['10.0.0.0/8'] },
    { cidr: '128.0.0.0/1', except: ['192.168.0.0/16', '172.16.0.0/12', '169.254.0.0/16'] },
  ],
  [RestateIpFamily.IPV6]: [{ cidr: '2000::/3' }],
};

export function dnsRule({ peers, port }: DnsEgressModel, ipFamilies: readonly string[]): Json {
  return {
    ports: [{ port, protocol: 'UDP' }, tcp(port)],
    to: peers ?? [KUBE_DNS, ...(ipFamilies.includes(RestateIpFamily.IPV4) ? [NODE_LOCAL_DNS] : [])],
  };
}

/** The blocks of addresses that exceptions are made of: given ones, or all public addresses of some IP families. */
export function publicBlocks(
  { cidrs }: PublicEgressModel,
  ipFamilies: readonly string[],
): readonly IpBlock[] {
  return cidrs?.map((cidr) => ({ cidr })) ?? ofFamilies(PUBLIC_BLOCKS, ipFamilies).flat();
}

export function publicRule(egress: PublicEgressModel, ipFamilies: readonly string[]): Json {
  const except = [...egress.except, ...egress.providerAddresses];
  return {
    to: publicBlocks(egress, ipFamilies).map((block) => ({
      ipBlock: withExceptions(block, except),
    })),
    ...(egress.ports.length > 0 && { ports: egress.ports.map(tcp) }),
  };
}

/** @param registered the ports of the Services that the app registers */
export function serviceRule(
  { cidrs, ports }: ServiceEgressModel,
  registered: readonly number[],
): Json {
  return {
    to: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
    ports: (ports ?? [...new Set([SERVICE_PORT, ...registered])]).map(tcp),
  };
}

/** What there is for each of some IP families, in the order of the enum. */
export function ofFamilies<T>(
  values: { readonly [family in RestateIpFamily]: T },
  ipFamilies: readonly string[],
): T[] {
  const families = Object.values(RestateIpFamily).filter((each) => ipFamilies.includes(each));
  return families.map((family) => values[family]);
}

export function tcp(port: number): Json {
  return { port, protocol: 'TCP' };
}

/** Each range is an exception of the block that it is part of. */
function withExceptions({ cidr, except = [] }: IpBlock, ranges: readonly string[]): IpBlock {
  const block = addressRange(cidr);
  const within = ranges.filter((range) => isPartOf(block, addressRange(range)));
  const all = [...new Set([...except, ...within])];
  return { cidr, ...(all.length > 0 && { except: all }) };
}
