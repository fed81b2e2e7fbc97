import type { Construct, IConstruct } from 'constructs';
import type { IRestateCluster } from '../cluster/cluster-reference';
import { tcp } from '../cluster/network/egress-rules';
import { RESTATE_PORTS } from '../cluster/network/ports';
import { runtimePeer } from '../cluster/network/runtime-peer';
import { podsOfCluster } from '../cluster/network/selectors';
import { RestateCluster } from '../cluster/restate-cluster';
import type { Faults } from '../core/faults';
import { shown } from '../core/faults';
import { Resource } from '../core/resource';

/** A runtime, as far as a network policy has to know it. */
export interface PolicySubject extends Construct {
  readonly name: string;
  readonly namespace: string;
}

/** Allows a runtime's pods to connect to the admin port of a cluster, or warns that its own app has to. */
export function openAdminPolicy(
  runtime: PolicySubject,
  cluster: IRestateCluster,
  faults: Faults,
): void {
  const peer = runtimePeer(runtime.namespace, runtime.name);
  if (cluster._imported === undefined) {
    // A user's own implementation of the interface has its public members only.
    const allow = (cluster._allowRuntime ?? cluster.allowAdminFrom).bind(cluster);
    allow(peer);
  } else if (cluster._imported.runtimeAccess === undefined) {
    faults.warn(
      'admin',
      `the network policies of the cluster ${shown(cluster.name)}, which this app does not create, must allow the runtime's pods to connect to port ${RESTATE_PORTS.admin}`,
      `add the peer ${JSON.stringify(runtimePeer(runtime.namespace))} to its networkPeers.admin, as allowRuntimesFrom(${shown(runtime.namespace)}) on its RestateCluster does, or have this app create a NetworkPolicy; either way set runtimeAccess of fromClusterName (render: --runtime-access)`,
    );
  } else if (cluster._imported.runtimeAccess._kind === 'network-policy') {
    const name = `allow-admin-access-from-${runtime.namespace}-${runtime.name}`;
    new Resource(
      runtime,
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { name, namespace: cluster.namespace },
      {
        spec: {
          podSelector: podsOfCluster(cluster.name),
          policyTypes: ['Ingress'],
          ingress: [{ from: [peer], ports: [tcp(RESTATE_PORTS.admin)] }],
        },
      },
    );
  }
}

/** The cluster of the app that a URL leads to, as seen from a namespace. */
export function clusterAt(
  app: IConstruct,
  namespace: string,
  url: string,
): RestateCluster | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  if (port !== String(RESTATE_PORTS.admin)) return undefined;
  return app.node.findAll().find((construct): construct is RestateCluster => {
    if (!(construct instanceof RestateCluster)) return false;
    const { namespace: own, clusterDns } = construct;
    const names = [`restate.${own}`, `restate.${own}.svc`, `restate.${own}.svc.${clusterDns}`];
    return names.includes(hostname) || (own === namespace && hostname === 'restate');
  });
}
