import type { Side } from './evaluate';
import type { Namespaces } from './namespaces';
import type { Ports } from './ports';
import type { ServiceTarget } from './services';
import type { Workload } from './workloads';
import type { Address } from '../../core/addresses';

type Pods = NonNullable<Side['pods']>;

/** Who takes part in connections. */
export interface Peer extends Side {
  /** NAMESPACE/KIND/NAME of a workload; words for anybody else. */
  readonly name: string;
  /** The namespace of its pods, if there is one. */
  readonly namespace?: string;
  /** Not in the input: policies name it, or every Kubernetes cluster has it. */
  readonly isExternal: boolean;
  /** Calls nobody, as far as is known here. */
  readonly isDestinationOnly: boolean;
  /** Where it may be called. */
  readonly ports: readonly Ports[];
  /** The Services that lead to its ports. */
  readonly services: readonly ServiceTarget[];
}

/** Pods of a namespace, which has a name. */
export function podsIn(
  namespaces: Namespaces,
  namespace: string,
  { labels, ports }: Pick<Workload, 'labels' | 'ports'>,
): Pods {
  return { namespace, namespaceLabels: namespaces.labelsOf(namespace), labels, ports };
}

/** Pods that are not in the input. */
export function externalPods(
  name: string,
  pods: Pods,
  addresses: readonly Address[],
  ports: readonly Ports[],
): Peer {
  return {
    name,
    ...(pods.namespace === undefined ? {} : { namespace: pods.namespace }),
    isExternal: true,
    isDestinationOnly: false,
    pods,
    addresses,
    ports,
    services: [],
  };
}

/** What has an address, and no pods that a selector could select. */
export function externalAddresses(
  name: string,
  addresses: readonly Address[],
  ports: readonly Ports[],
): Peer {
  return { name, isExternal: true, isDestinationOnly: false, addresses, ports, services: [] };
}
