import { RESTATE_PORTS } from './ports';
import { mergeManifests } from '../../core/merge';
import type { ClusterModel } from '../model';

/** HTTP/2 without TLS, for proxies and meshes. */
const H2C = 'kubernetes.io/h2c';

/** The Service by which clients reach any node. */
export function serviceSpec(cluster: ClusterModel): { [field: string]: any } {
  const { type, extraPorts, overrides } = cluster.service;
  const ports = Object.entries(RESTATE_PORTS).map(([name, port]) => ({
    name,
    port,
    appProtocol: H2C,
  }));
  const spec = {
    ...(type && { type }),
    selector: cluster.selector,
    ports: [...ports, ...extraPorts],
  };
  return mergeManifests(spec, overrides);
}

/** The headless Service that gives each node its own DNS name. */
export function nodeServiceSpec(cluster: ClusterModel): { [field: string]: any } {
  return {
    clusterIP: 'None',
    // Nodes have to find each other before they become ready.
    publishNotReadyAddresses: true,
    selector: cluster.selector,
    ports: [{ name: 'node', port: RESTATE_PORTS.metrics, appProtocol: H2C }],
  };
}
