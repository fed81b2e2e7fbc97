import { clusterUrl } from './cluster-reference';
import type { IRestateCluster } from './cluster-reference';
import { RESTATE_PORTS } from './network/services';

/** A cluster that this app did not make: its policies are somebody else's to open. */
export class ForeignCluster implements IRestateCluster {
  public readonly ingressUrl: string;
  public readonly adminUrl: string;

  constructor(
    public readonly name: string,
    public readonly clusterDns: string,
  ) {
    this.ingressUrl = clusterUrl(name, clusterDns, RESTATE_PORTS.ingress);
    this.adminUrl = clusterUrl(name, clusterDns, RESTATE_PORTS.admin);
  }

  public allowAdminFrom(): void {}
}
