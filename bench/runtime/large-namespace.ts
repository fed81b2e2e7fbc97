/** A namespace with many versions, and the Restate server that has them: both in memory, of another process. */
import { parseAllDocuments } from 'yaml';
import { RestateAdmin, RestateRuntimeMode } from '../../src';
import { RUNTIME_ANNOTATIONS } from '../../src/contract';
import type { DesiredState } from '../../src/contract';
import { RESOURCES, resourcePath } from '../../src/reconciler/kubernetes/types';
import { serviceApp } from '../../test/e2e/harness/restate/service-app';
import { TestClock } from '../../test/reconciler/memory/clock';
import { KubernetesApi } from '../../test/reconciler/memory/kubernetes-api';
import type { Doc } from '../../test/reconciler/memory/object-store';
import { RestateAdminApi } from '../../test/reconciler/memory/restate-admin-api';

export const NAMESPACE = 'apps';

/** What the old versions of all deployments are doing. */
export type OldVersions = 'retained' | 'draining';

export interface NamespaceOptions {
  readonly deployments: number;
  /** Of each deployment, the desired one included. */
  readonly versions: number;
  readonly old: OldVersions;
  /** Whether the desired versions have been registered. */
  readonly registered: boolean;
  /** URL of the admin API. */
  readonly admin: string;
  readonly watch: boolean;
}

/** A container has so many variables: then a ReplicaSet has about 7 KB, as one of a real service. */
const VARIABLES = 20;

/** The clock that the API server tells: that of the machine. */
class MachineClock extends TestClock {
  now(): Date {
    return new Date();
  }
}

export class LargeNamespace {
  readonly kubernetes = new KubernetesApi(new MachineClock());
  readonly restate = new RestateAdminApi();
  readonly desired: DesiredState;
  /** Bytes of all ReplicaSets. */
  replicaSetBytes = 0;
  replicaSets = 0;

  constructor(private readonly options: NamespaceOptions) {
    const manifests = this.manifests();
    const state = manifests.find(({ data }) => data?.['desired.json']);
    this.desired = JSON.parse(state!.data['desired.json']);
    for (const manifest of manifests) this.apply(manifest);
  }

  private manifests(): Doc[] {
    const { deployments, admin, watch } = this.options;
    const env = Object.fromEntries(
      Array.from({ length: VARIABLES }, (_, index) => [
        `SOME_VARIABLE_${index}`,
        `a value of the usual length, number ${index}`,
      ]),
    );
    const services = Array.from(
      { length: deployments },
      (_, index) => [`service-${index}`, { version: 'v0', env }] as const,
    );
    const text = serviceApp({
      namespace: NAMESPACE,
      admin: RestateAdmin.fromUrl(admin),
      services: Object.fromEntries(services),
      mode: watch ? RestateRuntimeMode.deployment() : RestateRuntimeMode.jobs(),
    });
    return [parseAllDocuments(text)].flat().map((document) => (document as any).toJS());
  }

  private apply(manifest: Doc & { kind?: string }): void {
    const { versions } = this.options;
    switch (manifest.kind) {
      case 'ReplicaSet':
        // The server has the last that was registered as the latest.
        for (let age = versions - 1; age >= 0; age--) this.applyReplicaSet(manifest, age);
        break;
      case 'Service':
        for (let age = 0; age < versions; age++) {
          this.create('services', atAge(manifest, age), { loadBalancer: {} });
        }
        break;
      case 'Job':
        this.create('jobs', manifest, {
          conditions: [{ type: 'Complete', status: 'True' }],
          succeeded: 1,
        });
        break;
      case 'ConfigMap':
        this.create('configMaps', manifest);
        break;
      case 'CronJob':
        this.create('cronJobs', manifest, {});
        break;
      case 'Deployment':
        this.create('deployments', manifest, {});
        break;
    }
  }

  private applyReplicaSet(manifest: Doc, age: number): void {
    const { old, registered } = this.options;
    const set = atAge(manifest, age);
    const isRegistered = age === 0 ? registered : old === 'draining';
    if (age > 0 && old === 'retained') set.spec.replicas = 0;
    const uri = set.metadata.annotations['restate.dev/uri'];
    const [service] = set.metadata.labels['restate.dev/owned-by'].split('.');
    this.restate.state.serve(uri, { services: [service] });
    if (isRegistered || age > 0) {
      Object.assign(set.metadata.annotations, {
        [RUNTIME_ANNOTATIONS.services]: JSON.stringify([service]),
        [RUNTIME_ANNOTATIONS.discovered]: this.discoveryHash(service),
      });
    }
    if (isRegistered) {
      const { id } = this.restate.state.register({ uri, force: true }).deployment;
      const { key, url } = this.desired.admins[0];
      Object.assign(set.metadata.annotations, {
        [RUNTIME_ANNOTATIONS.deploymentId]: id,
        [RUNTIME_ANNOTATIONS.registeredWith]: JSON.stringify({ key, url }),
      });
      if (age > 0) {
        this.restate.state.invocations.push({ service, status: 'suspended', pinned: id });
      }
    }
    const { replicas } = set.spec;
    const created = this.create('replicaSets', set, {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      observedGeneration: 1,
    });
    this.replicaSets++;
    this.replicaSetBytes += JSON.stringify(created).length;
  }

  private discoveryHash(service: string): string {
    return this.desired.deployments.find(({ name }) => name === service)!.discoveryHash;
  }

  /** As the API server has it: with who set which field. */
  private create(kind: keyof typeof RESOURCES, object: Doc, status?: object): Doc {
    const time = new Date().toISOString();
    const whole = { ...object, ...(status && { status }) };
    const managedFields = [
      { manager: 'kubectl', operation: 'Apply', time, fieldsV1: fieldsOf(object) },
      ...(status
        ? [
            {
              ...{ manager: 'kube-controller-manager', operation: 'Update', time },
              ...{ fieldsV1: { 'f:status': fieldsOf(status) }, subresource: 'status' },
            },
          ]
        : []),
    ];
    return this.kubernetes.store.create(resourcePath(RESOURCES[kind], NAMESPACE), {
      ...whole,
      metadata: { ...object.metadata, managedFields },
    });
  }
}

/** The version that was desired so many versions ago: the same but for its hash, which has a letter of no other. */
function atAge(manifest: Doc, age: number): Doc {
  const { name } = manifest.metadata;
  const hash = name.slice(name.lastIndexOf('-') + 1);
  const text = JSON.stringify(manifest);
  return JSON.parse(age === 0 ? text : text.replaceAll(hash, `${hash.slice(0, -2)}a${age}`));
}

/** `fieldsV1` of all that an object has, as the API server makes it. */
function fieldsOf(value: any): any {
  if (typeof value !== 'object' || value === null) return {};
  if (Array.isArray(value)) {
    const keys = value.map((each, index) => `k:${JSON.stringify({ name: each?.name ?? index })}`);
    return Object.fromEntries(value.map((each, index) => [keys[index], fieldsOf(each)]));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'apiVersion' && key !== 'kind')
      .map(([key, inner]) => [`f:${key}`, fieldsOf(inner)]),
  );
}
