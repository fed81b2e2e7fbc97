import type { IRestateCluster } from './cluster-reference';

const wrapped = new WeakMap<IRestateCluster, IRestateCluster>();

/**
 * A cluster with all that the library calls. A class of the user's own has only what the interface shows in every
 * language: the runtime's pods are then peers as any others.
 */
export function anyCluster(cluster: IRestateCluster): IRestateCluster {
  if (typeof cluster._allowRuntime === 'function') return cluster;
  let known = wrapped.get(cluster);
  if (known === undefined) {
    known = new UsersCluster(cluster);
    wrapped.set(cluster, known);
  }
  return known;
}

class UsersCluster implements IRestateCluster {
  public readonly name: string;
  public readonly clusterDns: string;
  public readonly ingressUrl: string;
  public readonly adminUrl: string;

  constructor(private readonly cluster: IRestateCluster) {
    this.name = cluster.name;
    this.clusterDns = cluster.clusterDns;
    this.ingressUrl = cluster.ingressUrl;
    this.adminUrl = cluster.adminUrl;
  }

  public allowAdminFrom(...peers: Parameters<IRestateCluster['allowAdminFrom']>): void {
    this.cluster.allowAdminFrom(...peers);
  }

  public _allowRuntime(peer: Parameters<IRestateCluster['_allowRuntime']>[0]): void {
    this.cluster.allowAdminFrom(peer);
  }
}
