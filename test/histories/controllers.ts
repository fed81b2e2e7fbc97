/** Kubernetes' controllers and nodes, as far as a history needs them: pods become ready, and Jobs run the bundle. */
import type { Kind } from './app';
import { pathOf } from './kubectl';
import { Pod } from './pod';
import type { PodOptions } from './pod';
import type { Program } from './program';
import type { Random } from '../random';
import type { VirtualTime } from './virtual-time';
import type { KubernetesApi } from '../reconciler/memory/kubernetes-api';
import type { Change, Doc } from '../reconciler/memory/object-store';

const SLOWEST_START_MS = 8_000;
const SECOND = 1_000;
const BACKOFF_LIMIT = 6;
/** Of a pod that was told to stop. */
const GRACE_MS = 30_000;
const DEADLINE_MS = 660_000;
const SWEEP_DEADLINE_MS = 960_000;
/** A missed start of a CronJob is made up for within this time. */
const STARTING_DEADLINE_MS = 120_000;

export interface Exit {
  readonly pod: Pod;
  readonly status: number;
  readonly message: string;
}

export class Controllers {
  /** Those that run, with the uids of their owners. */
  readonly pods = new Map<Pod, string>();
  /** Objects whose pods don't become ready. */
  readonly unready = new Set<string>();
  private count = 0;

  constructor(
    private readonly api: KubernetesApi,
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly program: Program,
    private readonly podOptions: Pick<PodOptions, 'network' | 'onCrash'>,
    private readonly onExit: (exit: Exit) => void,
  ) {
    api.store.subscribe((change) => this.follow(change));
    this.tick();
  }

  /** Of the cluster, as often as once a minute. */
  private tick(): void {
    this.time.after(60 * SECOND, () => {
      this.tick();
      for (const cronJob of this.api.store.list(pathOf('cronJobs'))) this.schedule(cronJob);
      this.api.watches.bookmark();
    });
  }

  private follow({ collection, type, object, before }: Change): void {
    const { name, uid } = object.metadata;
    if (type === 'DELETED') {
      if (collection === pathOf('jobs') || collection === pathOf('deployments')) this.stop(uid);
      if (collection === pathOf('replicaSets')) this.collectGarbage(uid);
      return;
    }
    switch (collection) {
      case pathOf('replicaSets'):
        if (type === 'ADDED' || object.spec?.replicas !== before?.spec?.replicas) {
          this.settleReplicas(name);
        }
        return;
      case pathOf('horizontalPodAutoscalers'):
        this.time.after(5 * SECOND, () => this.autoscale(name));
        return;
      case pathOf('jobs'):
        if (type === 'ADDED') this.startJob(object, 0);
        return;
      case pathOf('deployments'):
        if (type === 'ADDED') this.startWatch(uid, name);
        else if (JSON.stringify(object.spec) !== JSON.stringify(before?.spec)) this.stop(uid);
    }
  }

  /** What an object's controller does with its replicas. */
  settleReplicas(name: string): void {
    const { replicas = 1 } = this.find('replicaSets', name)?.spec ?? {};
    const ms = replicas === 0 ? SECOND : this.random.whole(200, SLOWEST_START_MS);
    this.time.after(ms, () => {
      const object = this.find('replicaSets', name);
      if (!object || (object.spec.replicas ?? 1) !== replicas) return;
      // One after the other.
      const before = object.status?.readyReplicas ?? 0;
      const ready = this.unready.has(name) ? 0 : Math.min(replicas, before + 1);
      const status = {
        ...{ replicas, readyReplicas: ready, availableReplicas: ready },
        observedGeneration: object.metadata.generation,
      };
      this.api.store.replace(pathOf('replicaSets'), { ...object, status });
      this.autoscale(name);
      if (ready > 0 && ready < replicas) this.settleReplicas(name);
    });
  }

  /** Keeps the replicas within their bounds, and leaves 0 alone. */
  autoscale(name: string, wanted?: number): void {
    const { minReplicas, maxReplicas } = this.find('horizontalPodAutoscalers', name)?.spec ?? {};
    const object = this.find('replicaSets', name);
    const current = object?.spec.replicas ?? 1;
    if (!object || maxReplicas === undefined || current === 0) return;
    const replicas = Math.min(Math.max(wanted ?? current, minReplicas), maxReplicas);
    this.scale(name, replicas);
  }

  scale(name: string, replicas: number): void {
    const object = this.find('replicaSets', name);
    if (!object || (object.spec.replicas ?? 1) === replicas) return;
    object.metadata.generation++;
    object.spec.replicas = replicas;
    this.api.store.replace(pathOf('replicaSets'), object);
  }

  private collectGarbage(uid: string): void {
    for (const kind of ['services', 'horizontalPodAutoscalers'] as const) {
      for (const { metadata } of this.api.store.list(pathOf(kind))) {
        const owned = (metadata.ownerReferences ?? []).some((owner: any) => owner.uid === uid);
        if (owned) {
          this.time.after(SECOND, () => this.api.store.remove(pathOf(kind), metadata.name));
        }
      }
    }
  }

  private schedule(cronJob: Doc): void {
    const { everyMinutes, offsetMinutes } = cronJob.spec;
    const minute = Math.round(this.time.now / (60 * SECOND));
    if (minute % everyMinutes === offsetMinutes % everyMinutes) {
      this.startSweep(cronJob.metadata.name);
    }
  }

  /** As the CronJob has it, unless one is still running. */
  startSweep(name: string, dueAt = this.time.now): void {
    const cronJob = this.find('cronJobs', name);
    if (!cronJob || this.time.now - dueAt > STARTING_DEADLINE_MS) return;
    const jobs = this.api.store
      .list(pathOf('jobs'))
      .filter(({ metadata }) => metadata.name.startsWith(`${name}-sweep-`));
    if (jobs.some(({ status }) => !status?.conditions)) {
      this.time.after(5 * SECOND, () => this.startSweep(name, dueAt));
      return;
    }
    for (const { metadata } of jobs) this.api.store.remove(pathOf('jobs'), metadata.name);
    this.createSweep(name);
  }

  /** By hand, whether one is running or not. */
  createSweep(name: string): void {
    const template = this.find('cronJobs', name)?.spec.jobTemplate;
    if (!template) return;
    this.api.store.create(pathOf('jobs'), {
      metadata: { name: `${name}-sweep-${++this.count}`, ...template.metadata },
      spec: { ...template.spec, backoffLimit: 0 },
    });
  }

  private startJob(job: Doc, failures: number): void {
    const { name, uid } = job.metadata;
    const isSweep = job.spec.backoffLimit === 0;
    if (failures === 0) {
      const deadline = isSweep ? SWEEP_DEADLINE_MS : DEADLINE_MS;
      this.time.after(deadline, () => {
        if (this.find('jobs', name)?.metadata.uid !== uid || this.isDone(name)) return;
        this.finish(name, 'Failed');
        this.stop(uid);
      });
    }
    this.time.after(this.random.whole(300, 3_000), () => {
      if (this.find('jobs', name)?.metadata.uid !== uid || this.isDone(name)) return;
      const again = () => {
        if (failures >= (job.spec.backoffLimit ?? BACKOFF_LIMIT)) {
          return this.finish(name, 'Failed');
        }
        this.time.after(10 * SECOND * 2 ** failures, () => this.startJob(job, failures + 1));
      };
      this.start(uid, `${name}-${++this.count}`, job.spec.template, again, (status) => {
        if (status === 0) return this.finish(name, 'Complete');
        return status === 3 || status === 4 ? this.finish(name, 'Failed') : again();
      });
    });
  }

  private isDone(name: string): boolean {
    return this.find('jobs', name)?.status?.conditions !== undefined;
  }

  private finish(name: string, type: 'Complete' | 'Failed'): void {
    const job = this.find('jobs', name);
    if (!job) return;
    const status = { conditions: [{ type, status: 'True' }] };
    this.api.store.replace(pathOf('jobs'), { ...job, status });
  }

  /** One pod at a time; a container that has ended is started again in it, one that was killed in another. */
  private startWatch(uid: string, name: string, pod = `${name}-${++this.count}`): void {
    this.time.after(this.random.whole(1_000, 5_000), () => {
      const object = this.find('deployments', name);
      if (object?.metadata.uid !== uid) return;
      const killed = () => this.startWatch(uid, name);
      this.start(uid, pod, object.spec.template, killed, () => this.startWatch(uid, name, pod));
    });
  }

  private start(
    uid: string,
    name: string,
    { spec }: any,
    onKilled: () => void,
    onDone: (status: number) => void,
  ): void {
    const script = spec.volumes[0].configMap.name;
    if (!this.find('configMaps', script)) {
      onDone(1);
      return;
    }
    const pod = new Pod({
      ...this.podOptions,
      name,
      args: spec.args,
      env: {
        ...spec.env,
        ...{ POD_NAME: name, POD_NAMESPACE: 'apps' },
        ...{ KUBERNETES_SERVICE_HOST: 'kubernetes', KUBERNETES_SERVICE_PORT: '443' },
      },
      time: this.time,
      random: this.random,
      onExit: (status, message) => {
        this.pods.delete(pod);
        this.onExit({ pod, status, message });
        onDone(status);
      },
      onKilled: () => {
        this.pods.delete(pod);
        onKilled();
      },
    });
    this.pods.set(pod, uid);
    pod.start(this.program);
  }

  private stop(owner: string): void {
    for (const [pod, uid] of this.pods) {
      if (uid !== owner) continue;
      pod.terminate();
      this.time.after(GRACE_MS, () => pod.kill());
    }
  }

  private find(kind: Kind, name: string): Doc | undefined {
    return this.api.store.get(pathOf(kind), name);
  }
}
