import { clusterUrl } from './cluster-reference';
import type { IRestateCluster, RestateClusterReferenceOptions } from './cluster-reference';
import { RESTATE_PORTS } from './network/ports';

/** A cluster that this app does not create, and whose network policies it does not change. */
export class ImportedCluster implements IRestateCluster {
  public readonly namespace: string;
  public readonly clusterDns: string;
  public readonly ingressUrl: string;
  public readonly adminUrl: string;

  constructor(
    public readonly name: string,
    private readonly options: RestateClusterReferenceOptions,
  ) {
    const { clusterDns = 'cluster.local' } = options;
    this.namespace = name;
    this.clusterDns = clusterDns;
    this.ingressUrl = clusterUrl(name, clusterDns, RESTATE_PORTS.ingress);
    this.adminUrl = clusterUrl(name, clusterDns, RESTATE_PORTS.admin);
  }

  public get _imported(): NonNullable<IRestateCluster['_imported']> {
    return this.options;
  }

  public allowAdminFrom(): void {}
}
