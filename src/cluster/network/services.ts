import type { ClusterModel } from '../model';

/** The ports of a Restate server, in the order of the Service. */
export const RESTATE_PORTS = { ingress: 8080, admin: 9070, metrics: 5122 } as const;

/** HTTP/2 without TLS, for proxies and meshes. */
const H2C = 'kubernetes.io/h2c';

/** The Service that clients reach any node by. */
export function serviceSpec(cluster: ClusterModel): { [field: string]: any } {
  return {
    selector: cluster.selector,
    ports: Object.entries(RESTATE_PORTS).map(([name, port]) => ({ name, port, appProtocol: H2C })),
  };
}

/** The headless Service that gives each node a name of its own. */
export function nodeServiceSpec(cluster: ClusterModel): { [field: string]: any } {
  return {
    clusterIP: 'None',
    // Nodes have to find each other in order to become ready.
    publishNotReadyAddresses: true,
    selector: cluster.selector,
    ports: [{ name: 'node', port: RESTATE_PORTS.metrics, appProtocol: H2C }],
  };
}
