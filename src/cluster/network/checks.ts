import { isIP } from 'net';
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
}

/** Checks the peers and ports of egress rules. */
export function checkEgressRules(rules: Json[], field: string, faults: FaultSink): void {
  rules.forEach((rule, index) => {
    checkPeers(rule?.to, `${field}[${index}].to`, faults);
    checkPorts(rule?.ports, `${field}[${index}].ports`, faults);
  });
}

/** Checks the peers of a network policy. */
export function checkPeers(peers: Json[] | undefined, field: string, faults: FaultSink): void {
  (peers ?? []).forEach((peer, index) => {
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
    checkCidr(other, `${field}.except[${index}]`, faults);
  });
}

function checkCidr(cidr: unknown, field: string, faults: FaultSink): void {
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

function isCidr(cidr: unknown): boolean {
  if (typeof cidr !== 'string') return false;
  const [address, length, ...rest] = cidr.split('/');
  const family = isIP(address);
  return (
    family !== 0 &&
    rest.length === 0 &&
    /^\d+$/.test(length ?? '') &&
    Number(length) <= (family === 4 ? 32 : 128)
  );
}
