/** A runtime in the cluster, as kubectl shows it and changes it. */
import { randomBytes } from 'node:crypto';
import {
  DEPLOYMENT_FIELDS,
  DESIRED_STATE_KEY,
  kafkaObjects,
  ENDPOINTS_KEY,
  labelSelector,
  LABELS,
  MAIN_OBJECTS,
  NAMES,
  parseDesiredState,
  parseEndpoints,
  parseStatus,
  podLabels,
  POD_LABELS,
  RUNTIME_ANNOTATIONS,
  RUNTIME_APP,
  STATUS_KEY,
  VERSION_OBJECT_LIST,
} from '../../contract';
import type { DesiredState, RuntimeStatus } from '../../contract';
import { shown } from '../../core/faults';
import { CommandError } from '../io';
import { kubectl } from '../kubectl';

/** What is left of the runtime's versions. */
export interface Remaining {
  /** What the last run said of each, if there was one. */
  readonly status?: RuntimeStatus;
  /** `<kind>/<name>` of their objects. */
  readonly objects: readonly string[];
  /** Versions that have no objects in the cluster. */
  readonly endpoints: number;
  /** How many Kafka clusters and subscriptions are desired, or were seen at a server by the last run. */
  readonly kafka: number;
  /** Deployments of the desired state, and what it has for Kafka. */
  readonly desired: readonly string[];
}

interface ObjectWithData {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
  };
  readonly data?: { readonly [key: string]: string };
}

export class RuntimeInCluster {
  private knative = false;

  /** @param connection arguments of kubectl that name the cluster and the namespace */
  constructor(
    readonly id: string,
    private readonly connection: readonly string[],
  ) {}

  async remaining(): Promise<Remaining> {
    const { state } = await this.desired();
    const [stored, objects] = await Promise.all([this.stored(), this.versionObjects()]);
    const status = parseStatus(stored?.[STATUS_KEY]);
    return {
      ...(status && { status }),
      objects,
      endpoints: parseEndpoints(stored?.[ENDPOINTS_KEY]).length,
      kafka: Math.max(status?.kafka?.length ?? 0, kafkaObjects(state).length),
      desired: [...state.deployments.map(({ name }) => name), ...kafkaObjects(state)],
    };
  }

  /** Writes a desired state without deployments, and with nothing for Kafka; the runtime keeps its access to the admin APIs. */
  async desireNothing(): Promise<void> {
    const { configMap, state } = await this.desired();
    if (state.deployments.length + kafkaObjects(state).length === 0) return;
    const { name, resourceVersion } = configMap.metadata;
    // Empty lists have the runtime look for what is there; without any, it would ask no server.
    const nothing = {
      deployments: [],
      ...(state.kafkaClusters && { kafkaClusters: [] }),
      ...(state.subscriptions && { subscriptions: [] }),
    };
    const data = { [DESIRED_STATE_KEY]: JSON.stringify({ ...state, ...nothing }) };
    await this.kubectl([
      'patch',
      'configmap',
      name,
      '--type=merge',
      // Not over what somebody applies at this moment.
      `--patch=${JSON.stringify({ metadata: { resourceVersion }, data })}`,
    ]);
  }

  /** The deletion policy of all its versions, also of those that are being removed. */
  async setDeletionPolicy(policy: string): Promise<void> {
    const isMain = (kind: string) => Object.values<string | undefined>(MAIN_OBJECTS).includes(kind);
    await this.kubectl([
      'annotate',
      this.kinds(isMain),
      this.ofVersions,
      '--overwrite',
      `${DEPLOYMENT_FIELDS.deletionPolicy.annotation.key}=${policy}`,
      `${RUNTIME_ANNOTATIONS.removalPolicy}=${policy}`,
    ]);
  }

  /** Starts a run of the CronJob now; a runtime that is a Deployment runs already. */
  async startRun(): Promise<void> {
    const found = await this.kubectl([
      'get',
      'cronjob,deployment',
      `--selector=${labelSelector(podLabels(this.id))}`,
      '--output=json',
    ]);
    const hosts = JSON.parse(found).items as any[];
    const cronJob = hosts.find(({ kind }) => kind === 'CronJob');
    if (cronJob === undefined) {
      if (hosts.length > 0) return;
      throw new CommandError(
        `runtime ${shown(this.id)}: no CronJob or Deployment found; apply the app again, then drain it`,
      );
    }
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: `${NAMES.host(this.id).slice(0, 45)}-drain-${randomBytes(4).toString('hex')}`,
        namespace: cronJob.metadata.namespace,
        labels: { ...metadata?.labels, ...podLabels(this.id) },
      },
      spec: { ...spec, ttlSecondsAfterFinished: 600 },
    };
    await this.kubectl(['create', '--filename=-'], JSON.stringify(job));
  }

  /** What is the runtime's own; its pods first, so that none of them writes again what is deleted. */
  async delete(): Promise<string> {
    const own = `--selector=${labelSelector(podLabels(this.id))}`;
    const workloads = ['cronjobs,deployments,jobs', own, '--cascade=foreground'];
    const rest = ['configmaps,leases,rolebindings,roles,serviceaccounts', own];
    const first = await this.kubectl(['delete', ...workloads, '--ignore-not-found', '--wait']);
    return first + (await this.kubectl(['delete', ...rest, '--ignore-not-found']));
  }

  private async desired(): Promise<{ configMap: ObjectWithData; state: DesiredState }> {
    const name = NAMES.desiredState(this.id);
    const configMap = await this.find(name);
    if (configMap === undefined) {
      const there = await this.kubectl([
        'get',
        'configmaps',
        `--selector=${labelSelector({ [POD_LABELS.name]: RUNTIME_APP })}`,
        '--output=jsonpath={.items[*].metadata.name}',
      ]);
      const names = there.split(' ').flatMap((each) => /^(.+)-desired$/.exec(each)?.[1] ?? []);
      const remedy =
        names.length === 0
          ? 'name another namespace'
          : `write one of ${names.map(shown).join(', ')}`;
      throw new CommandError(`runtime ${shown(this.id)} not found; ${remedy}`);
    }
    const { state, faults } = parseDesiredState(configMap.data?.[DESIRED_STATE_KEY] ?? '');
    if (state === undefined) {
      throw new CommandError(`ConfigMap ${name}: ${faults.join('; ')}; apply the app again`);
    }
    this.knative = state.knative === true;
    return { configMap, state };
  }

  private async stored(): Promise<ObjectWithData['data']> {
    return (await this.find(NAMES.status(this.id)))?.data;
  }

  private async find(name: string): Promise<ObjectWithData | undefined> {
    const text = await this.kubectl([
      'get',
      'configmap',
      name,
      '--ignore-not-found',
      '--output=json',
    ]);
    return text.trim() === '' ? undefined : (JSON.parse(text) as ObjectWithData);
  }

  private async versionObjects(): Promise<string[]> {
    const list = await this.kubectl([
      'get',
      this.kinds(() => true),
      this.ofVersions,
      '--output=name',
    ]);
    return list.split('\n').filter((name) => name !== '');
  }

  /** Kinds of objects of versions, as kubectl takes them. */
  private kinds(isWanted: (kind: string) => boolean): string {
    return VERSION_OBJECT_LIST.filter(([, { knative }]) => this.knative || !knative)
      .filter(([kind]) => isWanted(kind))
      .map(([, { resource, group }]) => (group === '' ? resource : `${resource}.${group}`))
      .join(',');
  }

  private get ofVersions(): string {
    return `--selector=${labelSelector({ [LABELS.runtime]: this.id })}`;
  }

  private kubectl(args: readonly string[], stdin?: string): Promise<string> {
    return kubectl([...args, ...this.connection], stdin);
  }
}
