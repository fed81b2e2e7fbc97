import { Informer } from '../cluster/informer';
import type { KubeClient, KubeObject } from '../cluster/kube-client';

/** A pod behind a Service, as the endpoint slice controller made it. */
export interface Endpoint {
  readonly address: string;
  readonly hostname?: string;
}

/** The Services of the cluster and their ready endpoints, for the DNS. */
export class ServiceDirectory {
  private readonly serviceInformer: Informer;
  private readonly sliceInformer: Informer;

  constructor(client: KubeClient) {
    this.serviceInformer = new Informer(client, '/api/v1/services', () => {});
    this.sliceInformer = new Informer(client, '/apis/discovery.k8s.io/v1/endpointslices', () => {});
  }

  public find(namespace: string, name: string): KubeObject | undefined {
    return [...this.serviceInformer.objects.values()].find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
  }

  public readyEndpoints({ metadata: { name, namespace } }: KubeObject): Endpoint[] {
    return [...this.sliceInformer.objects.values()]
      .filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          metadata.labels?.['kubernetes.io/service-name'] === name,
      )
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((endpoint: any) => endpoint.conditions?.ready !== false)
      .map((endpoint: any) => ({ address: endpoint.addresses[0], hostname: endpoint.hostname }));
  }

  public async stop(): Promise<void> {
    await Promise.all([this.serviceInformer.stop(), this.sliceInformer.stop()]);
  }
}
