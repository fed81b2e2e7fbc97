/**
 * A namespace with its API server and one Restate server, both in memory, and what a test does to
 * them in the place of an app, of Kubernetes' controllers and of callers.
 */
import { TestClock } from './memory/clock';
import { KubernetesApi } from './memory/kubernetes-api';
import type { Doc } from './memory/object-store';
import { RestateAdminApi } from './memory/restate-admin-api';
import type { RestateState } from './memory/restate-state';
import { MemoryServer } from './memory/server';
import { ADMIN, uriOf, wanted } from './plan/situation';
import {
  DESIRED_STATE_KEY,
  describeVersion,
  LABELS,
  NAMES,
  REVISION_ANNOTATION,
  RUNTIME_ANNOTATIONS,
  STATUS_KEY,
} from '../../src/contract';
import type { DesiredDeployment, DesiredState, RuntimeStatus } from '../../src/contract';
import { AdminClient } from '../../src/reconciler/admin/client';
import { KubernetesClient } from '../../src/reconciler/kubernetes/client';
import { StatusStore } from '../../src/reconciler/kubernetes/status-store';
import { RESOURCES, resourcePath } from '../../src/reconciler/kubernetes/types';
import { observeAdmin } from '../../src/reconciler/observe/admin';
import { observe } from '../../src/reconciler/observe/observe';
import type { Snapshot } from '../../src/reconciler/observe/observe';
import { adminRef } from '../../src/reconciler/observe/refs';

export type Kind = keyof typeof RESOURCES;

export const ID = 'app';
export const NAMESPACE = 'apps';

export class World {
  static async start(): Promise<World> {
    const clock = new TestClock();
    return new World(
      clock,
      await MemoryServer.start(new KubernetesApi(clock)),
      await MemoryServer.start(new RestateAdminApi()),
    );
  }

  readonly client: KubernetesClient;
  readonly admin: AdminClient;

  private constructor(
    readonly clock: TestClock,
    readonly kubernetes: MemoryServer<KubernetesApi>,
    readonly restate: MemoryServer<RestateAdminApi>,
  ) {
    this.client = new KubernetesClient({ url: kubernetes.url, token: () => 'token' }, NAMESPACE);
    this.admin = new AdminClient({ url: restate.url });
  }

  async stop(): Promise<void> {
    this.client.close();
    this.admin.close();
    await Promise.all([this.kubernetes.stop(), this.restate.stop()]);
  }

  get ref() {
    return { key: ADMIN.key, url: this.restate.url };
  }

  get server(): RestateState {
    return this.restate.api.state;
  }

  /** Applies a desired state. */
  desire(deployments: readonly DesiredDeployment[], more: Partial<DesiredState> = {}): void {
    const state: DesiredState = { contract: 1, id: ID, admins: [this.ref], deployments, ...more };
    const name = NAMES.desiredState(ID);
    const time = this.clock.now().toISOString();
    this.put('configMaps', {
      metadata: { name, managedFields: [{ manager: 'kubectl', operation: 'Apply', time }] },
      data: { [DESIRED_STATE_KEY]: JSON.stringify(state) },
    });
  }

  /** Applies the objects of a version, whose pods are ready at once, and lets them be reached. */
  apply(object: string, { replicas = 1, annotations = {} as Record<string, string> } = {}): void {
    const [deployment, version] = object.split('-');
    const labels = { [LABELS.ownedBy]: deployment, [LABELS.runtime]: ID };
    this.put('replicaSets', {
      metadata: {
        name: object,
        generation: 1,
        labels,
        annotations: {
          ...describeVersion({
            ...{ version, admin: ADMIN.key, adminUrl: this.restate.url, uri: uriOf(object) },
            ...{ drainDelaySeconds: 300, deletionPolicy: { type: 'drain' } },
          }),
          ...annotations,
        },
      },
      spec: { replicas },
      status: {
        ...{ replicas, readyReplicas: replicas, availableReplicas: replicas },
        observedGeneration: 1,
      },
    });
    this.put('services', { metadata: { name: object, labels } });
    this.server.serve(uriOf(object), { services: [deployment] });
  }

  /** A Deployment of somebody's, with a revision, as it is once that is rolled out. */
  rollOut(name: string, revision: string, status: Doc['status'] = {}): void {
    this.put('deployments', {
      metadata: { name, generation: 1, annotations: { [REVISION_ANNOTATION]: revision } },
      spec: { replicas: 1 },
      status: {
        ...{ replicas: 1, updatedReplicas: 1, availableReplicas: 1, observedGeneration: 1 },
        ...status,
      },
    });
  }

  /** Applies a version that was registered before, and its deployment id. */
  applyRegistered(object: string): string {
    const [deployment, version] = object.split('-');
    this.server.serve(uriOf(object), { services: [deployment] });
    const { id } = this.server.register({ uri: uriOf(object) }).deployment;
    this.apply(object, {
      annotations: {
        [RUNTIME_ANNOTATIONS.deploymentId]: id,
        [RUNTIME_ANNOTATIONS.registeredWith]: JSON.stringify(this.ref),
        [RUNTIME_ANNOTATIONS.services]: JSON.stringify([deployment]),
        [RUNTIME_ANNOTATIONS.discovered]: version,
      },
    });
    return id;
  }

  /** Two versions that are registered, of which the second is desired and the latest. */
  applyTwo(): { readonly v1: string; readonly v2: string } {
    const v1 = this.applyRegistered('shop-v1');
    const v2 = this.applyRegistered('shop-v2');
    this.desire([wanted('shop', 'v2')]);
    return { v1, v2 };
  }

  /** Writes an object as somebody else, whether it is there or not. */
  put(kind: Kind, object: Doc): Doc {
    const { store } = this.kubernetes.api;
    const before = this.find(kind, object.metadata.name);
    if (before === undefined) return store.create(this.path(kind), object);
    const metadata = { ...before.metadata, ...object.metadata };
    return store.replace(this.path(kind), { ...before, ...object, metadata });
  }

  find(kind: Kind, name: string): Doc | undefined {
    return this.kubernetes.api.store.get(this.path(kind), name);
  }

  /** Without those that are gone. */
  names(kind: Kind): string[] {
    return this.list(kind).map(({ metadata }) => metadata.name);
  }

  list(kind: Kind): Doc[] {
    return this.kubernetes.api.store.list(this.path(kind));
  }

  remove(kind: Kind, name: string): void {
    this.kubernetes.api.store.remove(this.path(kind), name);
  }

  /** What the runtime has written down on a version. */
  memoryOf(object: string): Partial<Record<keyof typeof RUNTIME_ANNOTATIONS, string>> {
    const annotations = this.find('replicaSets', object)?.metadata.annotations ?? {};
    return Object.fromEntries(
      Object.entries(RUNTIME_ANNOTATIONS)
        .map(([key, name]) => [key, annotations[name]])
        .filter(([, value]) => value !== undefined),
    );
  }

  /** What the runtime has reported. */
  get reported(): RuntimeStatus | undefined {
    const text = this.find('configMaps', NAMES.status(ID))?.data[STATUS_KEY];
    return text && JSON.parse(text);
  }

  /** Reasons of the Events. */
  get events(): string[] {
    return this.list('events').map(({ reason }) => reason);
  }

  /** Another run holds the Lease of the Restate server for a minute from now on. */
  letOtherRunHold(lease: string): void {
    this.put('leases', {
      metadata: { name: lease },
      spec: {
        holderIdentity: 'other',
        leaseDurationSeconds: 60,
        renewTime: this.clock.now().toISOString(),
      },
    });
  }

  /** All of it as it is now. */
  observe(): Promise<Snapshot> {
    const store = new StatusStore(this.client, ID);
    return observe(
      { id: ID, namespace: NAMESPACE, clock: this.client.clock, time: this.client.time },
      {
        objects: this.client,
        status: () => store.load(),
        findCompanion: (each) => this.client.findMetadata(each, each.name),
        findDeployment: (name) => this.client.find(RESOURCES.deployments, name),
        findJob: (name) => this.client.find(RESOURCES.jobs, name),
        askAdmins: async () => new Map([[adminRef(this.ref), await observeAdmin(this.admin)]]),
      },
    );
  }

  private path(kind: Kind): string {
    return resourcePath(RESOURCES[kind], NAMESPACE);
  }
}
