/** Where the brokers of a Kafka cluster are, and whether a Restate cluster of this app may connect to them. */
import { isIP } from 'net';
import type { AdminTarget } from '../admin/admin-target';
import { RestateCluster } from '../cluster/restate-cluster';
import { shown } from '../core/faults';
import type { Faults, FaultSink } from '../core/faults';
import { serviceNamespace } from '../core/service-host';
import type { CalledPods } from '../runtime/managed-deployment';

export interface Broker {
  readonly text: string;
  readonly host: string;
  readonly port: number;
}

/** Kafka's own notation; the listener is optional. */
const BROKER = /^(?:[A-Z_]+:\/\/)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/;

export function checkBrokers(brokers: readonly unknown[] | undefined, faults: FaultSink): void {
  if (brokers === undefined || brokers.length === 0) {
    const remedy = 'write at least one, such as "kafka.streams.svc:9092"';
    faults.add('brokers', brokers === undefined ? 'missing required field' : 'is empty', remedy);
  }
  brokers?.forEach((text, index) => {
    if (typeof text === 'string' && BROKER.test(text)) return;
    const remedy = 'write a host and a port, such as "kafka.streams.svc:9092"';
    faults.add(`brokers[${index}]`, `${shown(text)} is not the address of a broker`, remedy);
  });
}

/** Those that are addresses. */
export function brokersOf(brokers: readonly string[] = []): Broker[] {
  return brokers.flatMap((text) => {
    const [, host, port] = BROKER.exec(text) ?? [];
    return host === undefined ? [] : [{ text, host, port: Number(port) }];
  });
}

/** The pods of those that are Services of the Kubernetes cluster. */
export function brokerPods(
  brokers: readonly Broker[],
  { cluster, clusterDns }: AdminTarget,
  protocol = '',
): CalledPods[] {
  // Names are resolved by the server, in the namespace that it is in.
  const own = cluster?.namespace ?? '';
  return brokers.flatMap(({ host, port }) => {
    const url = { protocol: /SSL/i.test(protocol) ? 'https:' : 'http:', hostname: host };
    const namespace = serviceNamespace(url, own, clusterDns);
    const service = host.split('.')[0];
    return namespace ? [{ namespace, port, service, field: 'brokers' }] : [];
  });
}

/**
 * Warns of brokers that the policies of a cluster of this app keep it from. To be called once nothing is added to the
 * app any more.
 */
export function warnOfEgress(
  brokers: readonly Broker[],
  pods: readonly CalledPods[],
  { cluster }: AdminTarget,
  faults: Faults,
): void {
  if (!(cluster instanceof RestateCluster)) return;
  const { disableNetworkPolicies, publicEgress } = cluster._model.security;
  if (disableNetworkPolicies || cluster._hasEgressByAddress) return;
  const { cidrs, ports } = publicEgress;
  for (const { text, host, port } of brokers) {
    const isPod = pods.some((each) => each.service === host.split('.')[0] && each.port === port);
    const isOpen = cidrs?.length !== 0 && (ports.length === 0 || ports.includes(port));
    // What a name leads to is not known here; an address that is not public is.
    if (isPod || (isOpen && !isPrivate(host))) continue;
    const to = isIP(host) === 4 ? `${host}/32` : 'the range of its addresses';
    faults.warn(
      'brokers',
      `the network policies of the cluster ${shown(cluster.name)} do not allow it to connect to ${shown(text)}`,
      `call allowEgressTo on it with { to: [{ ipBlock: { cidr: ${shown(to)} } }], ports: [{ port: ${port} }] }, or change its security.publicEgress`,
    );
  }
}

function isPrivate(host: string): boolean {
  return /^(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host) && isIP(host) === 4;
}
