import type { RestateDnsEgress } from './dns-egress';
import { RestateIpFamily } from './props';
import type { RestateClusterNetworkOptions } from './props';
import type { RestatePublicEgress } from './public-egress';
import type { FaultSink } from '../../core/faults';
import type { Json, StringMap } from '../../core/json';
import { manifestValue, rawManifestValue } from '../../core/manifest-value';

/** Who may connect to a cluster and what it may connect to, in manifest form. */
export interface ClusterNetworkModel {
  readonly disableNetworkPolicies: boolean;
  readonly allowOperatorAccessToAdmin: boolean;
  readonly networkPeers: { readonly [port: string]: any[] | undefined };
  readonly networkEgressRules: any[];
  readonly ipFamilies: readonly string[];
  readonly dnsEgress: DnsEgressModel;
  readonly publicEgress: PublicEgressModel;
  readonly serviceEgress?: ServiceEgressModel;
  readonly serviceAnnotations: StringMap;
}

/** `dnsEgress`, in manifest form. */
export interface DnsEgressModel {
  readonly peers?: Json[];
  readonly port: number;
}

/** `publicEgress`, in manifest form. */
export interface PublicEgressModel {
  /** Left out, all public addresses. */
  readonly cidrs?: readonly string[];
  readonly except: readonly string[];
  /** Further exceptions, as far as they are part of these. */
  readonly providerAddresses: readonly string[];
  readonly ports: readonly number[];
}

/** `serviceEgress`, in manifest form. */
export interface ServiceEgressModel {
  readonly cidrs: readonly string[];
  readonly ports?: readonly number[];
}

/** In no private range, and yet not the Internet. */
const PROVIDER_ADDRESSES = ['100.64.0.0/10', '168.63.129.16/32', '192.0.0.192/32'];

export function networkModel(
  security: RestateClusterNetworkOptions,
  faults: FaultSink,
): ClusterNetworkModel {
  const value = (field: 'networkPeers' | 'networkEgressRules') =>
    manifestValue(security[field], faults, `security.${field}`);
  return {
    disableNetworkPolicies: security.disableNetworkPolicies ?? false,
    allowOperatorAccessToAdmin: security.allowOperatorAccessToAdmin ?? true,
    networkPeers: value('networkPeers') ?? {},
    networkEgressRules: value('networkEgressRules') ?? [],
    ipFamilies: security.ipFamilies ?? [RestateIpFamily.IPV4],
    dnsEgress: dnsEgressModel(security.dnsEgress, faults, 'security.dnsEgress'),
    publicEgress: publicEgressModel(security.publicEgress),
    serviceEgress: security.serviceEgress && {
      cidrs: security.serviceEgress.cidrs ?? [],
      ports: security.serviceEgress.ports,
    },
    serviceAnnotations: rawManifestValue(
      security.serviceAnnotations ?? {},
      faults,
      'security.serviceAnnotations',
    ),
  };
}

export function dnsEgressModel(
  { peers, port = 53 }: RestateDnsEgress = {},
  faults: FaultSink,
  field: string,
): DnsEgressModel {
  return { peers: manifestValue(peers, faults, `${field}.peers`), port };
}

function publicEgressModel(egress: RestatePublicEgress | undefined): PublicEgressModel {
  const { cidrs, options = {} } = egress?._source ?? {};
  return {
    cidrs,
    except: options.except ?? [],
    providerAddresses: options.exceptProviderAddresses ? PROVIDER_ADDRESSES : [],
    ports: options.ports ?? [],
  };
}
