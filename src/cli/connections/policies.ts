import { NETWORK_POLICY } from './policy-schema';
import { LAST_PORT, protocolOf } from './ports';
import type { Protocol } from './ports';
import { checkEgressRules, checkPeers } from '../../cluster/network/checks';
import type { AddressRange } from '../../core/addresses';
import { addressRange } from '../../core/addresses';
import { shown } from '../../core/faults';
import type { Fault, FaultSink } from '../../core/faults';
import type { Json } from '../../core/json';
import { checkOneOf } from '../../core/kubernetes-syntax';
import { LABEL_OPERATORS } from '../../core/label-selector';
import type { LabelSelector } from '../../core/label-selector';
import { withoutNulls } from '../input/nulls';
import type { InputObject } from '../input/objects';
import { SchemaCheck } from '../input/schema-check';

/** The addresses of a block. */
export interface BlockPeer {
  readonly block: AddressRange;
  readonly except: readonly AddressRange[];
}

/** Pods by their labels. */
export interface PodPeer {
  readonly podSelector: LabelSelector;
  /** Left out, the pods are those of the policy's own namespace. */
  readonly namespaceSelector?: LabelSelector;
}

/** Who may be on the other side. */
export type PolicyPeer = BlockPeer | PodPeer;

/** Ports by number, or one by the name that the container gives it. */
export type PolicyPort =
  | { readonly protocol: Protocol; readonly first: number; readonly last: number }
  | { readonly protocol: Protocol; readonly name: string };

/** Admits each peer at each port. */
export interface PolicyRule {
  /** Left out, everybody. */
  readonly peers?: readonly PolicyPeer[];
  /** Left out, every port. */
  readonly ports?: readonly PolicyPort[];
}

/** A NetworkPolicy, its defaults filled in. */
export interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: LabelSelector;
  /** Left out, the policy says nothing of this direction; an empty list admits nobody. */
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
}

/** Reads a NetworkPolicy; what the API server would refuse of it is a fault, and then there is none. */
export function readPolicy({ namespace, name, content }: InputObject): Policy | readonly Fault[] {
  const pruned = withoutNulls(content, NETWORK_POLICY.schema) as Json;
  const schemaFaults = SchemaCheck.shared().check(NETWORK_POLICY, pruned).faults;
  if (schemaFaults.length > 0) return schemaFaults;
  const { spec } = pruned;
  const faults = checkSpec(spec);
  if (faults.length > 0) return faults;
  const types: string[] = spec.policyTypes ?? [];
  const defaulted = types.length === 0;
  const hasEgress = types.includes('Egress') || (defaulted && spec.egress?.length > 0);
  return {
    namespace,
    name,
    podSelector: spec.podSelector ?? {},
    ...(defaulted || types.includes('Ingress') ? { ingress: rulesOf(spec.ingress, 'from') } : {}),
    ...(hasEgress ? { egress: rulesOf(spec.egress, 'to') } : {}),
  };
}

function checkSpec(spec: Json): Fault[] {
  const faults: Fault[] = [];
  const sink: FaultSink = {
    add: (field, problem, remedy) => faults.push({ field, problem, remedy }),
  };
  checkSelector(spec.podSelector, 'spec.podSelector', sink);
  (spec.policyTypes ?? []).forEach((type: unknown, index: number) => {
    checkOneOf(type, ['Ingress', 'Egress'], `spec.policyTypes[${index}]`, sink);
  });
  const portsOnly = (rules: Json[] = []) => rules.map(({ ports }) => ({ ports }));
  checkEgressRules(portsOnly(spec.ingress), 'spec.ingress', sink);
  checkEgressRules(portsOnly(spec.egress), 'spec.egress', sink);
  const peers = [
    ...(spec.ingress ?? []).map((rule: Json, i: number) => [rule.from, `spec.ingress[${i}].from`]),
    ...(spec.egress ?? []).map((rule: Json, i: number) => [rule.to, `spec.egress[${i}].to`]),
  ];
  for (const [list = [], field] of peers) {
    checkPeers(list, field, sink);
    list.forEach(({ podSelector, namespaceSelector }: Json, index: number) => {
      checkSelector(podSelector, `${field}[${index}].podSelector`, sink);
      checkSelector(namespaceSelector, `${field}[${index}].namespaceSelector`, sink);
    });
  }
  return faults;
}

function checkSelector(selector: LabelSelector | undefined, field: string, faults: FaultSink) {
  (selector?.matchExpressions ?? []).forEach(({ operator, values = [] }, index) => {
    const at = `${field}.matchExpressions[${index}]`;
    checkOneOf(operator, Object.keys(LABEL_OPERATORS), `${at}.operator`, faults);
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues !== values.length > 0) {
      const remedy = takesValues ? 'list at least one' : 'leave them out';
      faults.add(`${at}.values`, `${shown(values)} with ${operator}`, remedy);
    }
  });
}

function rulesOf(rules: readonly Json[] | undefined, peers: 'from' | 'to'): PolicyRule[] {
  return (rules ?? []).map((rule) => ({
    // The API server drops an empty list: it is everybody, and every port.
    ...(rule[peers]?.length > 0 ? { peers: rule[peers].map(peerOf) } : {}),
    ...(rule.ports?.length > 0 ? { ports: rule.ports.map(portOf) } : {}),
  }));
}

function peerOf({ ipBlock, podSelector, namespaceSelector }: Json): PolicyPeer {
  if (ipBlock !== undefined) {
    const except: string[] = ipBlock.except ?? [];
    return { block: addressRange(ipBlock.cidr), except: except.map(addressRange) };
  }
  return {
    podSelector: podSelector ?? {},
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
  };
}

function portOf({ protocol, port, endPort }: Json): PolicyPort {
  const common = { protocol: protocolOf(protocol) };
  if (port === undefined) return { ...common, first: 1, last: LAST_PORT };
  if (typeof port === 'string') return { ...common, name: port };
  return { ...common, first: port, last: endPort ?? port };
}
