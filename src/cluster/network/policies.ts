import { dnsRule, ofFamilies, publicRule, serviceRule, tcp } from './egress-rules';
import { RESTATE_PORTS } from './ports';
import { RestateIpFamily } from './props';
import { allowLabel, namespaceNamed } from './selectors';
import type { Json } from '../../core/json';
import type { ClusterModel } from '../model';

/** The peers of each port, and the egress rules. */
export interface ClusterPeers {
  readonly ingress: readonly Json[] | undefined;
  readonly admin: readonly Json[] | undefined;
  readonly node: readonly Json[] | undefined;
  readonly egress: readonly Json[];
  /** The ports of the Services that are registered with the cluster. */
  readonly servicePorts: readonly number[];
}

/** The specs of a cluster's network policies, by name. */
export function networkPolicySpecs(
  cluster: ClusterModel,
  peers: () => ClusterPeers,
): { [name: string]: () => Json } {
  const { ipFamilies, dnsEgress, publicEgress, serviceEgress } = cluster.security;
  const policy = (policyTypes: string[], rules: () => Json) => () => ({
    podSelector: { matchLabels: cluster.selector },
    policyTypes,
    ...rules(),
  });
  const egress = (...rules: Json[]) => policy(['Egress'], () => ({ egress: rules }));
  const lateEgress = (rule: () => Json) => policy(['Egress'], () => ({ egress: [rule()] }));
  const access = (port: number, from: () => readonly Json[] | undefined) =>
    policy(['Ingress'], () => ingressRules(port, from()));
  return {
    'deny-all': policy(['Egress', 'Ingress'], () => ({})),
    'allow-egress-to-dns': egress(dnsRule(dnsEgress, ipFamilies)),
    ...(publicEgress.cidrs?.length === 0
      ? {}
      : {
          'allow-restate-egress-to-public-internet': lateEgress(() =>
            publicRule(publicEgress, ipFamilies),
          ),
        }),
    ...(serviceEgress === undefined
      ? {}
      : {
          'allow-restate-egress-to-services': lateEgress(() =>
            serviceRule(serviceEgress, peers().servicePorts),
          ),
        }),
    ...(cluster.security.awsPodIdentity === undefined
      ? {}
      : { 'allow-restate-egress-to-aws-pod-identity': egress(awsPodIdentityAgent(ipFamilies)) }),
    // The operator does not open it, and its pods get no credentials where policies are enforced.
    ...(cluster.security.gcpServiceAccount === undefined
      ? {}
      : { 'allow-restate-egress-to-gcp-metadata': egress(...GCP_METADATA_SERVER) }),
    'allow-restate-egress': policy(['Egress'], () => ({
      egress: [
        ...peers().egress,
        { ports: [tcp(RESTATE_PORTS.metrics)], to: [ownPods(cluster)] },
        { to: [labelledPods(cluster)] },
      ],
    })),
    'allow-ingress-access': access(RESTATE_PORTS.ingress, () => peers().ingress),
    'allow-admin-access': access(RESTATE_PORTS.admin, () => peers().admin),
    'allow-metrics-access': access(RESTATE_PORTS.metrics, () => peers().node),
  };
}

/** Adds a peer. To a port that is closed (undefined) it is the only one; a port that is open to everybody (an empty list) stays so. */
export function withPeer(peers: readonly Json[] | undefined, peer: Json): readonly Json[] {
  if (peers === undefined) return [peer];
  return peers.length === 0 ? peers : [...peers, peer];
}

/** The cluster's own pods, as a peer. */
export function ownPods(cluster: ClusterModel): Json {
  return {
    namespaceSelector: namespaceNamed(cluster.name),
    podSelector: { matchLabels: cluster.selector },
  };
}

/** Pods in any namespace that allow this cluster by their label. */
function labelledPods(cluster: ClusterModel): Json {
  return {
    namespaceSelector: {},
    podSelector: { matchLabels: allowLabel(cluster.name) },
  };
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html */
function awsPodIdentityAgent(ipFamilies: readonly string[]): Json {
  const to = ofFamilies(AWS_POD_IDENTITY_AGENT, ipFamilies).map((cidr) => ({ ipBlock: { cidr } }));
  return { ports: [tcp(80)], to };
}

function ingressRules(port: number, from: readonly Json[] | undefined): Json {
  if (from === undefined) return {};
  // A rule without `from` allows everybody; the API server drops an empty list.
  return { ingress: [{ ...(from.length === 0 ? {} : { from }), ports: [tcp(port)] }] };
}

const AWS_POD_IDENTITY_AGENT = {
  [RestateIpFamily.IPV4]: '169.254.170.23/32',
  [RestateIpFamily.IPV6]: 'fd00:ec2::23/128',
};

/**
 * By the address that clients use (Dataplane V2), and by the one that it is translated to before policies are evaluated.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy
 */
const GCP_METADATA_SERVER: Json[] = [
  { ports: [tcp(80)], to: [{ ipBlock: { cidr: '169.254.169.254/32' } }] },
  { ports: [tcp(988)], to: [{ ipBlock: { cidr: '169.254.169.252/32' } }] },
];
