import { publicBlocks } from './egress-rules';
import type { DnsEgressModel } from './model';
import { RestateIpFamily } from './props';
import { addressRange, isCidr, isPartOf } from '../../core/addresses';
import { shown } from '../../core/faults';
import type { FaultSink } from '../../core/faults';
import type { Json } from '../../core/json';
import {
  checkAnnotations,
  checkOneOf,
  checkPort,
  checkPortName,
} from '../../core/kubernetes-syntax';
import type { ClusterSecurityModel } from '../model';

/** Checks who may connect to the cluster and what it may connect to, given in manifest form. */
export function checkNetwork(security: ClusterSecurityModel, faults: FaultSink): void {
  checkAnnotations(security.serviceAnnotations, 'security.serviceAnnotations', faults);
  for (const [port, peers] of Object.entries(security.networkPeers)) {
    checkPeers(peers, `security.networkPeers.${port}`, faults);
  }
  checkEgressRules(security.networkEgressRules, 'security.networkEgressRules', faults);
  checkIpFamilies(security.ipFamilies, faults);
  checkDnsEgress(security.dnsEgress, 'security.dnsEgress', faults);
  checkPublicEgress(security, faults);
  checkServiceEgress(security, faults);
}

export function checkDnsEgress(
  { peers, port }: DnsEgressModel,
  field: string,
  faults: FaultSink,
): void {
  checkPeers(peers, `${field}.peers`, faults);
  // A rule with an empty list of peers would be one for everybody.
  checkNotEmpty(peers, `${field}.peers`, 'write at least one peer, or remove it', faults);
  checkPort(port, `${field}.port`, faults);
}

/** Refuses an empty list, which policies take for everybody. */
export function checkNotEmpty(
  list: readonly unknown[] | undefined,
  field: string,
  remedy: string,
  faults: FaultSink,
): void {
  if (list?.length === 0) faults.add(field, 'must not be empty', remedy);
}

function checkIpFamilies(ipFamilies: readonly string[], faults: FaultSink): void {
  const field = 'security.ipFamilies';
  checkNotEmpty(ipFamilies, field, 'write at least one, or remove it', faults);
  ipFamilies.forEach((family, index) =>
    checkOneOf(family, Object.values(RestateIpFamily), `${field}[${index}]`, faults),
  );
}

function checkPublicEgress(
  { publicEgress, ipFamilies }: ClusterSecurityModel,
  faults: FaultSink,
): void {
  const field = 'security.publicEgress';
  const { cidrs = [], except, ports } = publicEgress;
  const invalid = [...cidrs, ...except].filter((cidr) => !isCidr(cidr));
  invalid.forEach((cidr) => checkCidr(cidr, field, faults));
  ports.forEach((port, index) => checkPort(port, `${field}.ports[${index}]`, faults));
  if (invalid.length > 0) return;
  const blocks = publicBlocks(publicEgress, ipFamilies).map(({ cidr }) => cidr);
  for (const range of except) {
    if (blocks.some((block) => isPartOf(addressRange(block), addressRange(range)))) continue;
    const problem = `the exception ${shown(range)} is no part of ${blocks.map(shown).join(', ')}`;
    faults.add(field, problem, 'remove it, or write a part of one of these');
  }
}

function checkServiceEgress({ serviceEgress }: ClusterSecurityModel, faults: FaultSink): void {
  if (serviceEgress === undefined) return;
  const field = 'security.serviceEgress';
  const { cidrs, ports } = serviceEgress;
  const remedy = 'write the Service CIDR of the Kubernetes cluster, such as "10.100.0.0/16"';
  checkNotEmpty(cidrs, `${field}.cidrs`, remedy, faults);
  cidrs.forEach((cidr, index) => checkCidr(cidr, `${field}.cidrs[${index}]`, faults));
  checkNotEmpty(ports, `${field}.ports`, 'write at least one port, or remove it', faults);
  ports?.forEach((port, index) => checkPort(port, `${field}.ports[${index}]`, faults));
}

/** Checks the peers and ports of egress rules. */
export function checkEgressRules(rules: Json[], field: string, faults: FaultSink): void {
  rules.forEach((rule, index) => {
    checkPeers(rule?.to, `${field}[${index}].to`, faults);
    checkPorts(rule?.ports, `${field}[${index}].ports`, faults);
  });
}

/** What is in a rule comes as it was given. */
function isListIfGiven(value: unknown, field: string, faults: FaultSink): boolean {
  if (value === undefined || value === null || Array.isArray(value)) return true;
  faults.add(field, `must be a list, got ${shown(value)}`, 'write a list');
  return false;
}

/** Checks the peers of a network policy. */
export function checkPeers(peers: Json[] | undefined, field: string, faults: FaultSink): void {
  if (!isListIfGiven(peers, field, faults)) return;
  peers?.forEach((peer, index) => {
    const at = `${field}[${index}]`;
    if (peer?.ipBlock && (peer.podSelector || peer.namespaceSelector)) {
      faults.add(at, 'has both an ipBlock and a selector', 'write two peers');
    }
    if (peer?.ipBlock) checkIpBlock(peer.ipBlock, `${at}.ipBlock`, faults);
    if (!peer?.ipBlock && !peer?.podSelector && !peer?.namespaceSelector) {
      faults.add(
        at,
        `${shown(peer)} selects nothing`,
        'add a podSelector, a namespaceSelector or an ipBlock',
      );
    }
  });
}

function checkIpBlock({ cidr, except }: Json, field: string, faults: FaultSink): void {
  checkCidr(cidr, `${field}.cidr`, faults);
  (except ?? []).forEach((other: unknown, index: number) => {
    const at = `${field}.except[${index}]`;
    checkCidr(other, at, faults);
    if (!isCidr(cidr) || !isCidr(other)) return;
    if (isPartOf(addressRange(cidr), addressRange(other))) return;
    const problem = `${shown(other)} is not within ${shown(cidr)}`;
    faults.add(at, problem, 'write a part of the block, or leave it out');
  });
}

export function checkCidr(cidr: unknown, field: string, faults: FaultSink): void {
  if (isCidr(cidr)) return;
  faults.add(field, `${shown(cidr)} is not a CIDR`, 'write one such as "10.0.0.0/8"');
}

/** A port is a number or the name of a container port; a range needs numbers. */
function checkPorts(ports: Json[] | undefined, field: string, faults: FaultSink): void {
  (ports ?? []).forEach((item, index) => {
    const { port, endPort, protocol } = item ?? {};
    const at = `${field}[${index}]`;
    checkOneOf(protocol, ['TCP', 'UDP', 'SCTP'], `${at}.protocol`, faults);
    if (typeof port === 'string') checkPortName(port, `${at}.port`, faults);
    else if (port !== undefined && port !== null) checkPort(port, `${at}.port`, faults);
    if (endPort !== undefined && endPort !== null) checkEndPort(endPort, port, at, faults);
  });
}

function checkEndPort(endPort: unknown, port: unknown, field: string, faults: FaultSink): void {
  checkPort(endPort, `${field}.endPort`, faults);
  if (typeof port !== 'number') {
    const problem = `${shown(endPort)} needs a numeric port, got ${shown(port ?? null)}`;
    faults.add(`${field}.endPort`, problem, 'write a number as port, or remove endPort');
  } else if (typeof endPort === 'number' && endPort < port) {
    faults.add(
      `${field}.endPort`,
      `${endPort} is less than port, ${port}`,
      'write the last port of the range, or remove it',
    );
  }
}
