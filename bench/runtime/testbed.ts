import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Duration } from 'cdk8s';
import { ReadyPods } from './pods';
import { MeasuredRuntime } from './runtime-process';
import { RestateAdmin, RestateRuntimeMode } from '../../src';
import type { DesiredState } from '../../src/contract';
import type { Cluster } from '../../test/e2e/harness/cluster/cluster';
import { Process } from '../../test/e2e/harness/machine/process';
import { ServiceNetwork } from '../../test/e2e/harness/machine/service-network';
import { createNode } from '../../test/e2e/harness/node/node-object';
import { awakeableId } from '../../test/e2e/harness/restate/restate-client';
import { RestateServer } from '../../test/e2e/harness/restate/restate-server';
import { serviceApp } from '../../test/e2e/harness/restate/service-app';
import { waitUntil } from '../../test/e2e/harness/wait';

const ENDPOINT = '10.0.3.1';

export interface AppOptions {
  /** Of its deployments, which are called d0, d1 and so on. */
  readonly versions: readonly number[];
  readonly drainDelay: Duration;
  readonly watch?: boolean;
}

/** A namespace with an app, pods that are ready when they are told to be, and a Restate server. */
export class Testbed {
  static async create(cluster: Cluster, namespace: string): Promise<Testbed> {
    const folder = join(cluster.access.folder, namespace);
    mkdirSync(folder);
    await cluster.createNamespace(namespace);
    const restate = await RestateServer.start(folder);
    const endpoint = new Process({
      command: process.execPath,
      args: [join(__dirname, 'endpoint.mjs'), ENDPOINT, join(process.env.E2E_PROGRAMS!)],
      log: join(folder, 'endpoint.log'),
    });
    const runtime = await MeasuredRuntime.create(cluster, namespace, restate.client.admin);
    const node = await createNode(cluster.client);
    const pods = new ReadyPods(cluster.client, namespace, ENDPOINT, node);
    const network = await ServiceNetwork.start(cluster, node);
    return new Testbed(cluster, namespace, restate, endpoint, runtime, pods, network, node);
  }

  /** Documents that need not be applied again, as long as each version is applied once. */
  private applied = new Set<string>();

  private constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
    readonly restate: RestateServer,
    private readonly endpoint: Process,
    readonly runtime: MeasuredRuntime,
    readonly pods: ReadyPods,
    private readonly network: ServiceNetwork,
    private readonly node: string,
  ) {}

  /** Applies the app but what runs the runtime; the names of the desired versions' objects. */
  async apply({ versions, drainDelay, watch }: AppOptions): Promise<string[]> {
    const services = versions.map(
      (version, index) =>
        [`d${index}`, { version: `v${version}`, drainDelay, revisionHistoryLimit: 0 }] as const,
    );
    const manifests = serviceApp({
      namespace: this.namespace,
      admin: RestateAdmin.fromUrl(this.runtime.admin.url),
      mode: watch ? RestateRuntimeMode.deployment() : RestateRuntimeMode.jobs(),
      services: Object.fromEntries(services),
    });
    const changed = manifests
      .split(/^---$/m)
      .filter((each) => !/^kind: (Job|CronJob|Deployment)$/m.test(each))
      .filter((each) => !this.applied.has(each));
    await this.cluster.kubectl(['apply', '-f', '-'], changed.join('---'));
    this.applied = new Set([...this.applied, ...changed]);
    const { data } = await this.cluster.client.get(this.path('configmaps/app-desired', '/api/v1'));
    const { deployments } = JSON.parse(data['desired.json']) as DesiredState;
    // The desired state has them in the order of their names, where d10 comes before d2.
    const objects = new Map(deployments.map(({ name, object }) => [name, object]));
    return versions.map((_, index) => objects.get(`d${index}`)!);
  }

  async podsHeld(count: number): Promise<void> {
    const timeoutMs = 300_000;
    await waitUntil({ for: 'the pods', timeoutMs }, () => this.pods.holding >= count);
  }

  async ready(objects: readonly string[]): Promise<void> {
    await waitUntil({ for: 'the ReplicaSets', timeoutMs: 120_000, intervalMs: 1_000 }, async () => {
      const sets = await this.cluster.client.list(this.path('replicasets'));
      const ready = sets.filter(({ status }) => status.availableReplicas === 1);
      const names = new Set(ready.map(({ metadata }) => metadata.name));
      return objects.every((object) => names.has(object));
    });
  }

  /** Waits until all of these are registered, and so many ReplicaSets are there. */
  async registered(objects: readonly string[], replicaSets: number): Promise<void> {
    const timeoutMs = 120_000;
    await waitUntil({ for: 'the versions', timeoutMs, intervalMs: 1_000 }, async () => {
      const sets = await this.cluster.client.list(this.path('replicasets'));
      const done = sets.filter(
        ({ metadata }) => metadata.annotations?.['restate.dev/deployment-id'],
      );
      const names = new Set(done.map(({ metadata }) => metadata.name));
      return sets.length === replicaSets && objects.every((object) => names.has(object));
    });
  }

  /** Starts an invocation that waits; the id of its awakeable and of itself. */
  async startInvocation(deployment: string): Promise<{ awakeable: string; invocation: string }> {
    const key = `${deployment}-${Date.now()}`;
    const invocation = await this.restate.client.send(`${deployment}/wait`, key);
    const awakeable = await waitUntil({ for: 'the invocation to wait' }, () =>
      awakeableId(this.endpoint.output, key),
    );
    return { awakeable, invocation };
  }

  path(resource: string, api = '/apis/apps/v1'): string {
    return `${api}/namespaces/${this.namespace}/${resource}`;
  }

  log(): string {
    return this.runtime.log;
  }

  async stop(): Promise<void> {
    await this.pods.stop();
    await this.network.stop();
    await this.cluster.client.delete(`/api/v1/nodes/${this.node}`);
    await this.runtime.stop();
    await this.restate.stop();
    await this.endpoint.stop();
    await this.cluster.client.delete(`/api/v1/namespaces/${this.namespace}`);
  }
}
