import { RestateClient } from './restate-client';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/kube-client';
import type { Node } from '../node/node';
import { waitUntil } from '../wait';

/** What tests want to know of a Restate cluster in the Kubernetes cluster. */
export class ClusterFixture {
  constructor(
    private readonly cluster: Cluster,
    private readonly node: Node,
    public readonly name: string,
  ) {}

  public kubectl(...args: string[]): Promise<string> {
    return this.cluster.kubectl(['-n', this.name, ...args]);
  }

  public path(kind: string, name = ''): string {
    const groups: { [kind: string]: string } = {
      statefulsets: '/apis/apps/v1',
      controllerrevisions: '/apis/apps/v1',
      jobs: '/apis/batch/v1',
    };
    return `${groups[kind] ?? '/api/v1'}/namespaces/${this.name}/${kind}/${name}`.replace(
      /\/$/,
      '',
    );
  }

  public get(kind: string, name: string): Promise<KubeObject> {
    return this.cluster.client.get(this.path(kind, name));
  }

  /** The Job of a kind that was made last. */
  public async job(component: string): Promise<KubeObject | undefined> {
    const jobs = await this.cluster.client.list(
      `${this.path('jobs')}?labelSelector=app.kubernetes.io/component=${component}`,
    );
    return jobs.sort((a, b) =>
      a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? 1 : -1,
    )[0];
  }

  /** Waits until the newest Job of a kind has ended; its last words. */
  public async jobEnded(
    component: string,
    end: 'Complete' | 'Failed' = 'Complete',
  ): Promise<string> {
    const job = await waitUntil(
      { for: `the Job ${component} of ${this.name}: ${end}`, timeoutMs: 300_000 },
      async () => {
        const found = await this.job(component);
        const ended = (found?.status?.conditions ?? []).find(
          (each: any) => ['Complete', 'Failed'].includes(each.type) && each.status === 'True',
        );
        return ended && { name: found!.metadata.name!, type: ended.type };
      },
    );
    const words = await this.words(job.name);
    if (job.type !== end) throw new Error(`the Job ${job.name}: ${job.type}: ${words}`);
    return words;
  }

  /** What the pod of a Job that ended left to be read. */
  private async words(job: string): Promise<string> {
    const pods = await this.cluster.client.list(
      `${this.path('pods')}?labelSelector=job-name=${job}`,
    );
    const ends = pods.map((pod) => pod.status?.containerStatuses?.[0]?.state?.terminated);
    return ends.map((terminated: any) => terminated?.message ?? '').join('\n');
  }

  /** Messages of the Events of a reason. */
  public async events(reason: string): Promise<string[]> {
    const events = await this.cluster.client.list(this.path('events'));
    return events.filter((event) => event.reason === reason).map((event) => event.message);
  }

  /** Whether so many of the nodes are ready. */
  public ready(count: number): Promise<unknown> {
    return waitUntil(
      { for: `${count} ready nodes of ${this.name}`, timeoutMs: 300_000 },
      async () => {
        const { status } = await this.get('statefulsets', 'restate');
        return status.readyReplicas === count;
      },
    );
  }

  /** uid of each pod of the cluster. */
  public async podUids(): Promise<{ [name: string]: string }> {
    const selector = 'labelSelector=app.kubernetes.io/name=restate';
    const pods = await this.cluster.client.list(`${this.path('pods')}?${selector}`);
    return Object.fromEntries(pods.map(({ metadata }) => [metadata.name!, metadata.uid!]));
  }

  /** By the Service, as clients come. */
  public async client(): Promise<RestateClient> {
    const { spec } = await this.get('services', 'restate');
    return new RestateClient(`http://${spec.clusterIP}:8080`, `http://${spec.clusterIP}:9070`);
  }

  /** Signals the server of a pod; SIGSTOP takes it off the network without telling anybody. */
  public signal(pod: string, signal: NodeJS.Signals): void {
    this.node.container(this.name, pod, 'restate').signal(signal);
  }

  public log(pod: string): string {
    return this.node.container(this.name, pod).log;
  }
}
