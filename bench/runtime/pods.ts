import { Informer } from '../../test/e2e/harness/cluster/informer';
import type { KubeClient, KubeObject } from '../../test/e2e/harness/cluster/kube-client';

/**
 * Reports pods as ready that nothing runs: all calls go to one address. What the runtime meets is
 * real all the same: ReplicaSets, their status and the endpoints of Services come from the real controllers.
 */
export class ReadyPods {
  private readonly informer: Informer;
  private held = false;
  private readonly waiting: KubeObject[] = [];

  constructor(
    private readonly client: KubeClient,
    namespace: string,
    private readonly address: string,
    private readonly node: string,
  ) {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    this.informer = new Informer(client, path, (pod, deleted) => {
      if (!deleted) void this.lookAfter(pod).catch(() => undefined);
    });
  }

  /** From now on pods become ready only when they are released. */
  hold(): void {
    this.held = true;
  }

  get holding(): number {
    return new Set(this.waiting.map(({ metadata }) => metadata.uid)).size;
  }

  /** Those that were held become ready, all at once. */
  release(): void {
    this.held = false;
    const pods = new Map(this.waiting.splice(0).map((pod) => [pod.metadata.uid, pod]));
    for (const pod of pods.values()) void this.makeReady(pod);
  }

  async stop(): Promise<void> {
    await this.informer.stop();
  }

  private async lookAfter(pod: KubeObject): Promise<void> {
    const { metadata, spec, status } = pod;
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    if (metadata.deletionTimestamp) {
      await this.client.delete(path, { gracePeriodSeconds: 0 });
    } else if (!spec.nodeName) {
      const target = { apiVersion: 'v1', kind: 'Node', name: this.node };
      await this.client.create(`${path}/binding`, { metadata: { name: metadata.name }, target });
    } else if (!status.podIP) {
      if (this.held) this.waiting.push(pod);
      else await this.makeReady(pod);
    }
  }

  private async makeReady({ metadata: { namespace, name } }: KubeObject): Promise<void> {
    const conditions = ['Ready', 'ContainersReady', 'PodScheduled', 'Initialized'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: new Date().toISOString(),
    }));
    const { address } = this;
    const status = {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      conditions,
    };
    await this.client
      .patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, { status })
      .catch(() => undefined);
  }
}
