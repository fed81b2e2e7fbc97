import type { RenderFlag } from './render-flag';
import type { RestateDnsEgress } from '../../cluster/network/dns-egress';
import { RestateIpFamily } from '../../cluster/network/props';
import type { RestateClusterNetworkOptions } from '../../cluster/network/props';
import { RestatePublicEgress } from '../../cluster/network/public-egress';
import { namespaceNamed } from '../../cluster/network/selectors';
import { shown } from '../../core/faults';
import { RestateKnativeIngress } from '../../knative/ingress';
import type { Options } from '../flags';
import { UsageError } from '../io';

const NETWORK = 'Flags of the network policies';

/** The flags about the network of the Kubernetes cluster, for which the operator has no setting. */
export const NETWORK_FLAGS = {
  ipFamily: {
    group: NETWORK,
    name: 'ip-family',
    value: 'FAMILY',
    multiple: true,
    help: 'an IP family of the pods, for which clusters may connect to public addresses; to be repeated on dual-stack clusters (default: IPv4)',
    supported: [RestateIpFamily.IPV4, RestateIpFamily.IPV6],
    props: ['security.ipFamilies'],
  },
  serviceCidr: {
    group: NETWORK,
    name: 'service-cidr',
    value: 'CIDR',
    multiple: true,
    help: 'the range of Service addresses, for network plugins that evaluate egress before these are translated, as the VPC CNI of EKS does; may be repeated',
    props: ['security.serviceEgress.cidrs'],
  },
  dnsPods: {
    group: NETWORK,
    name: 'dns-pods',
    value: 'NAMESPACE/LABEL=VALUE',
    multiple: true,
    help: 'the pods of the DNS; may be repeated (default: kube-system/k8s-app=kube-dns)',
    props: ['security.dnsEgress.peers', 'runtime.networkPolicy.dnsEgress.peers'],
  },
  dnsAddress: {
    group: NETWORK,
    name: 'dns-address',
    value: 'CIDR',
    multiple: true,
    help: 'the address of the DNS, such as that of a cache on each node; may be repeated (default: 169.254.20.10/32). With either of --dns-pods and --dns-address, the default of the other does not apply',
  },
  dnsPort: {
    group: NETWORK,
    name: 'dns-port',
    value: 'PORT',
    help: 'the port of the pods of the DNS (default: 53)',
    props: ['security.dnsEgress.port', 'runtime.networkPolicy.dnsEgress.port'],
  },
  publicEgress: {
    group: NETWORK,
    name: 'public-egress',
    value: 'CIDR',
    multiple: true,
    help: 'a range of addresses that clusters may connect to, in place of all public ones; may be repeated; "none" for none',
    props: ['security.publicEgress'],
  },
  publicEgressExcept: {
    group: NETWORK,
    name: 'public-egress-except',
    value: 'CIDR',
    multiple: true,
    help: 'a range that is excluded from these; may be repeated; "provider" for the addresses of providers\' infrastructure that are in no private range: 100.64.0.0/10, 168.63.129.16/32 and 192.0.0.192/32',
  },
  runtimeNetworkPolicy: {
    group: NETWORK,
    name: 'runtime-network-policy',
    help: 'create a NetworkPolicy for the pods of runtimes, for namespaces that deny everything by default',
    props: ['runtime.networkPolicy'],
  },
  knativeIngress: {
    group: NETWORK,
    name: 'knative-ingress',
    value: 'LAYER',
    help: 'the networking layer of Knative, for which the network policies of clusters are opened (default: unknown, with a warning)',
    supported: ['kourier', 'istio', 'contour'],
    props: ['ingress'],
  },
} as const satisfies { readonly [option: string]: RenderFlag };

/** What the flags say of the network policies of clusters. */
export function networkOptions(
  options: Options<typeof NETWORK_FLAGS>,
): Pick<
  RestateClusterNetworkOptions,
  'ipFamilies' | 'dnsEgress' | 'publicEgress' | 'serviceEgress'
> {
  const { ipFamily, serviceCidr } = options;
  return {
    ipFamilies: ipFamily as RestateIpFamily[] | undefined,
    serviceEgress: serviceCidr && { cidrs: serviceCidr },
    dnsEgress: dnsEgress(options),
    publicEgress: publicEgress(options),
  };
}

/** @throws UsageError if a value has another form */
export function dnsEgress({
  dnsPods,
  dnsAddress,
  dnsPort,
}: Pick<Options<typeof NETWORK_FLAGS>, 'dnsPods' | 'dnsAddress' | 'dnsPort'>): RestateDnsEgress {
  if (dnsPort !== undefined && !/^\d{1,5}$/.test(dnsPort)) {
    throw new UsageError(`--dns-port: ${shown(dnsPort)} is not a port number`);
  }
  const peers = [
    ...(dnsPods ?? []).map(podsPeer),
    ...(dnsAddress ?? []).map((cidr) => ({ ipBlock: { cidr } })),
  ];
  return {
    peers: peers.length > 0 ? peers : undefined,
    port: dnsPort === undefined ? undefined : Number(dnsPort),
  };
}

export function knativeIngress({
  knativeIngress: layer,
}: Pick<Options<typeof NETWORK_FLAGS>, 'knativeIngress'>): RestateKnativeIngress | undefined {
  if (layer === undefined) return undefined;
  return RestateKnativeIngress[layer as 'kourier' | 'istio' | 'contour']();
}

function podsPeer(text: string) {
  const [, namespace, label, value] = /^([^/]+)\/([^=]+)=(.*)$/.exec(text) ?? [];
  if (namespace === undefined) {
    throw new UsageError(
      `--dns-pods: ${shown(text)} is not NAMESPACE/LABEL=VALUE; write one such as kube-system/k8s-app=kube-dns`,
    );
  }
  return {
    namespaceSelector: namespaceNamed(namespace),
    podSelector: { matchLabels: { [label]: value } },
  };
}

function publicEgress({
  publicEgress: cidrs,
  publicEgressExcept = [],
}: Pick<Options<typeof NETWORK_FLAGS>, 'publicEgress' | 'publicEgressExcept'>):
  RestatePublicEgress | undefined {
  if (cidrs?.includes('none')) {
    if (cidrs.length > 1) {
      throw new UsageError('--public-egress: "none" excludes all others; remove it, or the others');
    }
    return RestatePublicEgress.none();
  }
  const options = {
    except: publicEgressExcept.filter((cidr) => cidr !== 'provider'),
    exceptProviderAddresses: publicEgressExcept.includes('provider'),
  };
  return cidrs === undefined
    ? RestatePublicEgress.all(options)
    : RestatePublicEgress.to(cidrs, options);
}
