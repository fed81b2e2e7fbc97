import { DnsServer } from './dns-server';
import { startKubeProxy } from './kube-proxy';
import type { Process } from './process';
import { ServiceDirectory } from './service-directory';
import type { Cluster } from '../cluster/cluster';
import { waitUntil } from '../wait';

/** Services and their names: kube-proxy, and a DNS that is a pod to the cluster, so that policies can name it. */
export class ServiceNetwork {
  /**
   * @param node name of a Node that has its address
   * @param hosts further names, of servers beside the cluster, and their addresses
   */
  public static async start(
    cluster: Cluster,
    node: string,
    hosts: { readonly [name: string]: string } = {},
  ): Promise<ServiceNetwork> {
    const proxy = startKubeProxy(cluster.access, node);
    const directory = new ServiceDirectory(cluster.client);
    const dns = new DnsServer(directory, hosts);
    await dns.announce(cluster, node);
    const network = new ServiceNetwork(proxy, directory, dns);
    await waitUntil({ for: 'the name of a Service to be resolved through its address' }, () =>
      dns.answers(),
    );
    return network;
  }

  private constructor(
    private readonly proxy: Process,
    private readonly directory: ServiceDirectory,
    private readonly dns: DnsServer,
  ) {}

  public async stop(): Promise<void> {
    this.dns.stop();
    await Promise.all([this.directory.stop(), this.proxy.stop()]);
  }
}
