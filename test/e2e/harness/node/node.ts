import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAll } from './connect';
import type { Outcome } from './connect';
import type { Container, Mount } from './container';
import type { ImageTable } from './images';
import { createNode, NODE_ADDRESS } from './node-object';
import { isOutside } from './outside-pod';
import { PodWorker } from './pod-worker';
import { VolumeProvisioner } from './volume-provisioner';
import type { Cluster } from '../cluster/cluster';
import { Informer } from '../cluster/informer';
import { KubeError } from '../cluster/kube-client';
import type { KubeObject } from '../cluster/kube-client';
import { resolverConfiguration } from '../machine/dns-server';
import { PodNetwork } from '../machine/pod-network';
import { ServiceNetwork } from '../machine/service-network';
import { waitUntil } from '../wait';

export interface NodeOptions {
  /** Which programs stand for which images; the containers of others only look as if they ran. */
  readonly images: ImageTable;
  /** Names of servers beside the cluster, and their addresses. */
  readonly hosts?: { readonly [name: string]: string };
}

/**
 * The only node of the cluster: scheduler, kubelet, Service network, DNS and storage for the pods of
 * a test file. Pods are processes of this machine in namespaces of their own.
 */
export class Node {
  public static async start(cluster: Cluster, options: NodeOptions): Promise<Node> {
    const { client } = cluster;
    const name = await createNode(client);
    const podCidr = await waitUntil(
      { for: 'the range of addresses of the node' },
      async () => (await client.get(`/api/v1/nodes/${name}`)).spec.podCIDR as string | undefined,
    );
    const services = await ServiceNetwork.start(cluster, name, options.hosts);
    return new Node(cluster, options, name, new PodNetwork(podCidr), services);
  }

  private readonly workers = new Map<string, PodWorker>();
  private readonly folder: string;
  private readonly provisioner: VolumeProvisioner;
  private readonly podInformer: Informer;

  private constructor(
    private readonly cluster: Cluster,
    private readonly options: NodeOptions,
    public readonly name: string,
    private readonly network: PodNetwork,
    private readonly services: ServiceNetwork,
  ) {
    const { client, access } = cluster;
    this.folder = join(access.folder, name);
    this.provisioner = new VolumeProvisioner(client, join(access.folder, 'volumes'));
    this.podInformer = new Informer(client, '/api/v1/pods', (pod, deleted) =>
      this.podChanged(pod, deleted),
    );
  }

  /** The running container of a pod, to be read or killed by a test. */
  public container(namespace: string, pod: string, container?: string): Container {
    const loops = this.worker(namespace, pod)?.containers ?? [];
    const found = loops.find(({ name }) => !container || name === container)?.container;
    if (!found) {
      throw new Error(`no container ${container ?? ''} of ${namespace}/${pod} was started`);
    }
    return found;
  }

  /**
   * Tries to connect from a pod's network, as any program in the pod would.
   *
   * @param targets each as `<address>:<port>`, or `<address>:<port>/UDP`
   * @returns for each of them, in their order
   */
  public async connect(
    namespace: string,
    pod: string,
    targets: readonly string[],
  ): Promise<Outcome[]> {
    const network = this.worker(namespace, pod)?.network;
    if (!network) throw new Error(`${namespace}/${pod} has no network`);
    const parsed = targets.map((target) => {
      const [, host, port, protocol] = /^(.+):(\d+)(\/UDP)?$/.exec(target)!;
      return { host, port: Number(port), protocol: protocol ? ('UDP' as const) : ('TCP' as const) };
    });
    return connectAll(parsed, { network });
  }

  /** The names of the pods of a namespace that have not been told to end. */
  public pods(namespace: string): string[] {
    return [...this.podInformer.objects.values()]
      .filter(({ metadata }) => metadata.namespace === namespace && !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.name!);
  }

  /** Kills what runs and leaves the cluster without this node. */
  public async stop(): Promise<void> {
    await this.podInformer.stop();
    this.workers.forEach((worker) => worker.stop(0));
    await Promise.all([...this.workers.values()].map((worker) => worker.finished));
    await Promise.all([this.provisioner.stop(), this.services.stop()]);
    await this.cluster.client.delete(`/api/v1/nodes/${this.name}`);
  }

  private worker(namespace: string, pod: string): PodWorker | undefined {
    const object = [...this.podInformer.objects.values()].find(
      ({ metadata }) => metadata.namespace === namespace && metadata.name === pod,
    );
    return this.workers.get(object?.metadata.uid ?? '');
  }

  private podChanged(pod: KubeObject, deleted: boolean): void {
    const { uid, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
    if (isOutside(pod.metadata.annotations)) return;
    const worker = this.workers.get(uid!);
    if (deleted) {
      worker?.stop(0);
    } else if (worker) {
      if (deletionTimestamp) worker.stop((deletionGracePeriodSeconds ?? 30) * 1_000);
    } else if (!pod.spec.nodeName && !deletionTimestamp && !pod.spec.schedulingGates?.length) {
      void this.bind(pod);
    } else if (pod.spec.nodeName === this.name && !deletionTimestamp) {
      this.run(pod);
    }
  }

  private async bind(pod: KubeObject): Promise<void> {
    const { namespace, name, uid } = pod.metadata;
    try {
      await this.cluster.client.create(`/api/v1/namespaces/${namespace}/pods/${name}/binding`, {
        metadata: { name, uid },
        target: { apiVersion: 'v1', kind: 'Node', name: this.name },
      });
    } catch (error) {
      // Deleted, or bound, in the meantime.
      if (error instanceof KubeError && [404, 409].includes(error.status)) return;
      // An API server that has just started may know no rights yet.
      setTimeout(() => void this.bind(pod), 500).unref();
    }
  }

  private run(pod: KubeObject): void {
    const { namespace, name, uid } = pod.metadata;
    const folder = join(this.folder, `${namespace}-${name}-${uid}`);
    mkdirSync(folder, { recursive: true });
    const worker = new PodWorker(
      {
        client: this.cluster.client,
        images: this.options.images,
        network: this.network,
        address: NODE_ADDRESS,
        folder,
        claimFolder: (claim) => this.provisioner.folderOf(claim),
        etc: (podIP) => writeEtc(folder, pod, podIP),
      },
      pod,
    );
    this.workers.set(uid!, worker);
    void worker.finished
      .catch((error) => console.error(`pod ${namespace}/${name}:`, error))
      .finally(() => this.workers.delete(uid!));
  }
}

function writeEtc(folder: string, pod: KubeObject, podIP: string): Mount[] {
  const { hostname = pod.metadata.name, subdomain } = pod.spec;
  const { namespace } = pod.metadata;
  const fullName = subdomain ? `${hostname}.${subdomain}.${namespace}.svc.cluster.local ` : '';
  const files = {
    hosts: `127.0.0.1 localhost\n::1 localhost\n${podIP} ${fullName}${hostname}\n`,
    'resolv.conf': resolverConfiguration(namespace!),
  };
  return Object.entries(files).map(([file, content]) => {
    const source = join(folder, file);
    writeFileSync(source, content);
    return { source, target: `/etc/${file}` };
  });
}
