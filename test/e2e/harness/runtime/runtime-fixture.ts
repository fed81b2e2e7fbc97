import { randomUUID } from 'node:crypto';
import type {
  DeploymentStatus,
  DesiredState,
  RuntimeStatus,
  VersionStatus,
} from '../../../../src/contract';
import type { Cluster } from '../cluster/cluster';
import type { KubeObject } from '../cluster/kube-client';
import type { Node } from '../node/node';
import { awakeableId } from '../restate/restate-client';
import { serviceApp } from '../restate/service-app';
import type { ServiceAppProps } from '../restate/service-app';
import { waitUntil } from '../wait';

/** Of what has to happen; a busy machine is slow, and pods that failed are tried again later and later. */
const PATIENCE_MS = 180_000;

/** A namespace in which an app and its runtime live, and what a test wants to see of them. */
export class RuntimeFixture {
  static async create(cluster: Cluster, node: Node, namespace: string): Promise<RuntimeFixture> {
    await cluster.client.create('/api/v1/namespaces', {
      metadata: {
        name: namespace,
        labels: { 'pod-security.kubernetes.io/warn': 'restricted' },
      },
    });
    await cluster.namespaceReady(namespace);
    return new RuntimeFixture(cluster, node, namespace);
  }

  private sweep?: string;

  private constructor(
    private readonly cluster: Cluster,
    private readonly node: Node,
    readonly namespace: string,
    private readonly runtime = 'app',
  ) {}

  /** The same namespace, as another app that has a runtime of its own sees it. */
  ofRuntime(runtime: string): RuntimeFixture {
    return new RuntimeFixture(this.cluster, this.node, this.namespace, runtime);
  }

  /** `kubectl apply` of the app, client-side unless arguments say otherwise. */
  async apply(props: Omit<ServiceAppProps, 'namespace'>, ...args: string[]): Promise<string> {
    const manifests = this.manifests(props);
    return this.cluster.kubectl(['apply', ...args, '-f', '-'], manifests);
  }

  /**
   * Applies the app without what would run its runtime, which the test does itself, and waits until the pods of
   * the desired version are ready.
   *
   * @returns the names of the desired versions' objects, joined by blanks
   */
  async deploy(props: Omit<ServiceAppProps, 'namespace'>): Promise<string> {
    const kept = this.manifests(props)
      .split(/^---$/m)
      .filter((each) => !/^kind: (Job|CronJob|Deployment)$/m.test(each) || isGate(each));
    await this.cluster.kubectl(['apply', '-f', '-'], kept.join('---'));
    const { deployments } = await this.desired();
    for (const { name, object, replicas = 1 } of deployments) {
      const ready = `jsonpath={.status.availableReplicas}=${replicas}`;
      await this.kubectl('wait', `replicaset/${object}`, `--for=${ready}`, '--timeout=240s');
      await this.listening(name);
    }
    return deployments.map(({ object }) => object).join(' ');
  }

  /** The objects of all versions, as `<resource>/<name>`. */
  async objects(): Promise<string[]> {
    const selector = '?labelSelector=restate.dev/owned-by';
    const kinds = { replicasets: '/apis/apps/v1', services: '/api/v1' };
    const lists = Object.entries(kinds).map(async ([resource, api]) =>
      (await this.list(api, resource + selector))
        .filter(({ metadata }) => !metadata.deletionTimestamp)
        .map(({ metadata }) => `${resource}/${metadata.name}`),
    );
    return (await Promise.all(lists)).flat();
  }

  /** Waits for the registration Job of the desired version; its termination message. */
  async registered(deployment: string, condition = 'Complete'): Promise<string> {
    const job = await waitUntil(
      { for: `the registration of ${deployment}`, timeoutMs: PATIENCE_MS },
      async () => {
        const hash = await this.desiredHash(deployment);
        const jobs = await this.list('/apis/batch/v1', 'jobs');
        return jobs.find(
          ({ metadata, status }) =>
            metadata.annotations?.['restate.dev/desired-hash'] === hash &&
            status.conditions?.some(
              (each: any) => each.type === condition && each.status === 'True',
            ),
        );
      },
    );
    const pods = await this.list('/api/v1', `pods?labelSelector=job-name=${job.metadata.name}`);
    return pods.map((pod) => pod.status.containerStatuses[0].state.terminated?.message).join('\n');
  }

  /** A run of the CronJob's, now; it is under way, or over, afterwards. */
  async startSweep(): Promise<void> {
    this.sweep = `sweep-${randomUUID()}`;
    const path = `/apis/batch/v1/namespaces/${this.namespace}`;
    const { spec } = await this.cluster.client.get(`${path}/cronjobs/${this.runtime}`);
    // Not `kubectl create job --from`: the CronJob would count it into its history, and delete it.
    const job = { metadata: { name: this.sweep }, spec: spec.jobTemplate.spec };
    await this.cluster.client.create(`${path}/jobs`, job);
    await waitUntil({ for: `${this.sweep} to run` }, async () => {
      const pods = await this.list('/api/v1', `pods?labelSelector=job-name=${this.sweep}`);
      return pods.some(({ status }) => status.phase !== 'Pending');
    });
  }

  async sweepEnded(): Promise<void> {
    await this.kubectl('wait', '--for=condition=Complete', `job/${this.sweep}`, '--timeout=240s');
  }

  async status(): Promise<RuntimeStatus> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/${this.runtime}-status`;
    return JSON.parse((await this.cluster.client.get(path)).data['status.json']) as RuntimeStatus;
  }

  /** The messages of the Events of a type so far. */
  async events(type: 'Normal' | 'Warning'): Promise<string[]> {
    const events = await this.list('/api/v1', 'events?fieldSelector=source=cdk8s-restate');
    return events.filter((event) => event.type === type).map(({ message }) => message);
  }

  /** Waits until the condition that tells of an admin API has this status; its message. */
  async adminReachable(status: 'True' | 'False'): Promise<string> {
    const condition = await waitUntil({ for: `AdminReachable to be ${status}` }, async () =>
      (await this.status()).conditions.find(
        (each) => each.type.startsWith('AdminReachable/') && each.status === status,
      ),
    );
    return condition.message;
  }

  async deployment(name: string): Promise<DeploymentStatus> {
    return waitUntil({ for: `the status of ${name}` }, async () =>
      (await this.status()).deployments.find((each) => each.name === name),
    );
  }

  /** Waits for a version of which something is true. */
  async version(
    deployment: string,
    accept: (version: VersionStatus) => boolean,
  ): Promise<VersionStatus> {
    let last: DeploymentStatus | undefined;
    const options = { for: `a version of ${deployment}: ${accept}`, timeoutMs: PATIENCE_MS };
    return waitUntil(options, async () => {
      last = await this.deployment(deployment);
      return last.versions.find(accept);
    }).catch((error: Error) => {
      throw new Error(`${error.message}; the last status: ${JSON.stringify(last, undefined, 1)}`);
    });
  }

  /** The id of the awakeable that a handler waits for in a pod of the deployment. */
  async waiting(app: string, key: string): Promise<string> {
    return waitUntil({ for: `the handler to wait in a pod of ${app}` }, async () => {
      const pods = await this.list('/api/v1', `pods?labelSelector=app=${app}`);
      return pods
        .map((pod) => awakeableId(this.node.container(this.namespace, pod.metadata.name).log, key))
        .find((id) => id !== undefined);
    });
  }

  async kubectl(...args: string[]): Promise<string> {
    return this.cluster.kubectl(['-n', this.namespace, ...args]);
  }

  async list(api: string, resource: string): Promise<KubeObject[]> {
    return this.cluster.client.list(`${api}/namespaces/${this.namespace}/${resource}`);
  }

  async remove(): Promise<void> {
    await this.cluster.deleteNamespace(this.namespace);
  }

  /** Without a probe, a pod is ready before it listens. */
  private async listening(app: string): Promise<void> {
    await waitUntil({ for: `the pods of ${app} to listen` }, async () => {
      const pods = await this.list('/api/v1', `pods?labelSelector=app=${app}`);
      return pods
        .filter(({ metadata }) => !metadata.deletionTimestamp)
        .every(({ metadata: { name } }) =>
          this.node.container(this.namespace, name).log.includes('listening on'),
        );
    });
  }

  private manifests(props: Omit<ServiceAppProps, 'namespace'>): string {
    return serviceApp({ runtime: this.runtime, ...props, namespace: this.namespace });
  }

  /** Of the registration that is desired. */
  async desiredHash(deployment: string): Promise<string> {
    return (await this.desired()).deployments.find(({ name }) => name === deployment)!.hash;
  }

  private async desired(): Promise<DesiredState> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/${this.runtime}-desired`;
    return JSON.parse((await this.cluster.client.get(path)).data['desired.json']) as DesiredState;
  }
}

/** The Job of a gate has nothing of the runtime in it. */
function isGate(manifest: string): boolean {
  return /^ {2}name: .*-gate-/m.test(manifest);
}
