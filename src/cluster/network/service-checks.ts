import type { ClusterNetwork } from './network';
import { RESTATE_PORTS } from './ports';
import { RestateServiceType } from './service-props';
import { shown } from '../../core/faults';
import type { Faults, FaultSink } from '../../core/faults';
import { checkOneOf, checkPort, checkPortName } from '../../core/kubernetes-syntax';
import type { ClusterModel } from '../model';

/** Checks the Service by which clients reach the nodes. */
export function checkService({ service }: ClusterModel, faults: FaultSink): void {
  checkOneOf(service.type, Object.values(RestateServiceType), 'service.type', faults);
  const names = new Set<string>(Object.keys(RESTATE_PORTS));
  service.extraPorts.forEach(({ name, port }, index) => {
    const field = `service.extraPorts[${index}]`;
    checkPort(port, `${field}.port`, faults);
    if (names.has(name)) {
      faults.add(`${field}.name`, `duplicate port name ${shown(name)}`, 'choose another name');
      return;
    }
    checkPortName(name, `${field}.name`, faults);
    names.add(name);
  });
}

/** Warns of a Service that is open to the outside while policies are not, or the other way round. */
export function warnOfExposure(
  { service, security }: ClusterModel,
  network: ClusterNetwork,
  faults: Faults,
): void {
  const { type } = service;
  if (type !== RestateServiceType.NODE_PORT && type !== RestateServiceType.LOAD_BALANCER) return;
  const { ingress, admin } = network.peers();
  if (security.disableNetworkPolicies || admin?.length === 0) {
    faults.warn(
      'service.type',
      `${shown(type)} opens the admin API, which asks for no password, to whoever reaches it`,
      security.disableNetworkPolicies
        ? 'remove security.disableNetworkPolicies, or make another Service for the ingress port alone'
        : 'name the peers in security.networkPeers.admin, or make another Service for the ingress port alone',
    );
  }
  if (security.disableNetworkPolicies || ingress !== undefined) return;
  faults.warn(
    'service.type',
    `${shown(type)} opens nothing: no network policy lets anybody connect to the ingress port`,
    "allow them by security.networkPeers.ingress, such as [{ ipBlock: { cidr: '203.0.113.0/24' } }]",
  );
}
