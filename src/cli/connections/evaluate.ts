import type { PodPeer, Policy, PolicyPeer, PolicyPort, PolicyRule } from './policies';
import { LAST_PORT } from './ports';
import type { ContainerPort, Ports } from './ports';
import type { Address } from '../../core/addresses';
import { containsAddress } from '../../core/addresses';
import { matchesSelector } from '../../core/label-selector';

type Labels = { readonly [label: string]: string };

/** One side of a connection: pods, or something that has addresses only. */
export interface Side {
  readonly pods?: {
    /** Left out for pods of a namespace that nothing is known of but its labels. */
    readonly namespace?: string;
    readonly namespaceLabels: Labels;
    readonly labels: Labels;
    readonly ports: readonly ContainerPort[];
  };
  /** What it may have as its address: only what is admitted for each of them counts as admitted. */
  readonly addresses: readonly Address[];
}

export type Direction = 'egress' | 'ingress';

/** What the policies say of a connection. */
export interface Verdict {
  readonly allowed: boolean;
  /** The directions that do not admit it. */
  readonly blocked: readonly Direction[];
  /** NAMESPACE/NAME of the policies that admit it, or of those that isolate the pods on the side that does not. */
  readonly by: readonly string[];
}

/**
 * The policies of a Kubernetes cluster. A connection needs both sides: the egress of where it comes from, and the
 * ingress of where it goes. A pod that no policy selects for a direction is open in it; one that some select admits
 * what any of them admits. What a node sends to its own pods, such as probes, is always admitted.
 */
export class NetworkRules {
  private readonly isolating = {
    egress: new WeakMap<Side, readonly Policy[]>(),
    ingress: new WeakMap<Side, readonly Policy[]>(),
  };

  constructor(private readonly policies: readonly Policy[]) {}

  public verdict(from: Side, to: Side, ports: Ports): Verdict {
    const admits = (rule: PolicyRule) =>
      rule.ports === undefined || rule.ports.some((port) => matchesPort(port, ports, to));
    const sides = [
      { direction: 'egress' as const, ...this.judge('egress', from, to, admits) },
      { direction: 'ingress' as const, ...this.judge('ingress', to, from, admits) },
    ];
    const blocked = sides.filter(({ allowed }) => !allowed);
    return {
      allowed: blocked.length === 0,
      blocked: blocked.map(({ direction }) => direction),
      by: names((blocked.length === 0 ? sides : blocked).flatMap(({ by }) => by)),
    };
  }

  /** The policies that select pods for a direction. */
  private isolatingPolicies(direction: Direction, side: Side): readonly Policy[] {
    let policies = this.isolating[direction].get(side);
    if (policies === undefined) {
      policies = this.policies.filter(
        (policy) => policy[direction] !== undefined && selects(policy, side.pods),
      );
      this.isolating[direction].set(side, policies);
    }
    return policies;
  }

  private judge(
    direction: Direction,
    subject: Side,
    other: Side,
    admitsPorts: (rule: PolicyRule) => boolean,
  ): { allowed: boolean; by: readonly Policy[] } {
    const isolating = this.isolatingPolicies(direction, subject);
    if (isolating.length === 0) return { allowed: true, by: [] };
    const admitting = other.addresses.map((address) =>
      isolating.filter((policy) =>
        policy[direction]!.some(
          (rule) =>
            admitsPorts(rule) &&
            (rule.peers === undefined ||
              rule.peers.some((peer) => matchesPeer(peer, policy, other, address))),
        ),
      ),
    );
    const allowed = admitting.every((policies) => policies.length > 0);
    return { allowed, by: allowed ? admitting.flat() : isolating };
  }
}

/** Whether a policy is about some pods. */
export function selects(policy: Policy, pods: Side['pods']): boolean {
  return (
    pods !== undefined &&
    pods.namespace === policy.namespace &&
    matchesSelector(policy.podSelector, pods.labels)
  );
}

function matchesPeer(peer: PolicyPeer, policy: Policy, other: Side, address: Address): boolean {
  if (!('block' in peer)) return matchesPods(peer, policy, other);
  return (
    containsAddress(peer.block, address) &&
    !peer.except.some((except) => containsAddress(except, address))
  );
}

/** Whether the selectors of a peer select pods. */
export function matchesPods(peer: PodPeer, policy: Policy, { pods }: Side): boolean {
  if (pods === undefined) return false;
  const inNamespace =
    peer.namespaceSelector === undefined
      ? pods.namespace === policy.namespace
      : matchesSelector(peer.namespaceSelector, pods.namespaceLabels);
  return inNamespace && matchesSelector(peer.podSelector, pods.labels);
}

/** A name is that of a port of the pods where the connection goes, in both directions. */
function matchesPort(rule: PolicyPort, { protocol, port, endPort }: Ports, to: Side): boolean {
  if (rule.protocol !== protocol) return false;
  if (!('name' in rule)) {
    if (typeof port === 'string') return rule.first === 1 && rule.last === LAST_PORT;
    return rule.first <= port && (endPort ?? port) <= rule.last;
  }
  if (port === rule.name) return true;
  return (
    endPort === undefined &&
    (to.pods?.ports ?? []).some(
      (each) => each.name === rule.name && each.port === port && each.protocol === protocol,
    )
  );
}

function names(policies: readonly Policy[]): string[] {
  return [...new Set(policies.map(({ namespace, name }) => `${namespace}/${name}`))].sort();
}
