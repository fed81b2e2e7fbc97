import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerOptions, Mount } from './container';
import { containerEnv, expand } from './container-env';
import { ContainerLoop } from './container-loop';
import { findImage } from './images';
import type { ImageTable } from './images';
import { Volumes } from './volumes';
import { KubeError } from '../cluster/kube-client';
import type { KubeClient, KubeObject } from '../cluster/kube-client';
import type { PodNetwork } from '../machine/pod-network';
import { waitUntil } from '../wait';

/** What a pod needs of its node. */
export interface NodeContext {
  readonly client: KubeClient;
  readonly images: ImageTable;
  readonly network: PodNetwork;
  readonly address: string;
  /** Folder for the files of this pod. */
  readonly folder: string;
  readonly claimFolder: (claim: KubeObject) => string;
  /** Makes the pod's /etc/hosts and /etc/resolv.conf. */
  readonly etc: (podIP: string) => Mount[];
}

/** Runs one pod from its binding to its end, and reports its status as a kubelet does. */
export class PodWorker {
  public readonly finished: Promise<void>;
  private readonly stopping = new AbortController();
  private readonly startTime = new Date().toISOString().replace(/\.\d+/, '');
  private readonly inits: ContainerLoop[] = [];
  private readonly mains: ContainerLoop[] = [];
  private podIP = '';
  private networkName?: string;
  private phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' = 'Pending';
  private reported = '';
  private reporting = Promise.resolve();
  private graceMs = 30_000;
  private removed = false;

  constructor(
    private readonly node: NodeContext,
    private readonly pod: KubeObject,
  ) {
    this.finished = this.run();
  }

  public get containers(): ContainerLoop[] {
    return [...this.inits, ...this.mains];
  }

  /** Its name in `ip netns`, once it is there. */
  public get network(): string | undefined {
    return this.networkName;
  }

  /** Ends the pod. Asked again, it may have less time left. */
  public stop(graceMs: number): void {
    if (this.stopping.signal.aborted && graceMs < this.graceMs) {
      setTimeout(() => this.containers.forEach(({ container }) => container?.kill()), graceMs);
    }
    this.graceMs = graceMs;
    this.stopping.abort();
  }

  private get path(): string {
    return `/api/v1/namespaces/${this.pod.metadata.namespace}/pods/${this.pod.metadata.name}`;
  }

  private async run(): Promise<void> {
    const network = await this.node.network.addPod();
    this.podIP = network.address;
    this.networkName = network.name;
    try {
      const volumes = await this.prepareVolumes();
      const passed = volumes && (await this.runInits(volumes, network.name));
      if (passed && !this.stopping.signal.aborted) {
        await this.runMains(volumes, network.name);
      }
      await Promise.all(this.mains.map((container) => container.stop(this.graceMs)));
      // Side cars last.
      await Promise.all(this.inits.map((container) => container.stop(this.graceMs)));
      await this.settlePhase();
      await this.report();
    } finally {
      await this.node.network.removePod(network.name);
    }
    // A pod that ended stays to be seen until somebody deletes it.
    await this.stopped();
    await this.remove();
  }

  /** A pod that was told to end, or could not begin, has ended as well; a Job waits to be told so. */
  private async settlePhase(): Promise<void> {
    if (this.phase === 'Pending') this.phase = 'Failed';
    if (this.phase !== 'Running') return;
    const exitCodes = await Promise.all(this.mains.map((main) => main.done));
    this.phase = exitCodes.every((exitCode) => exitCode === 0) ? 'Succeeded' : 'Failed';
  }

  /** Lets the API server forget the pod; another one may have its name by now. */
  private async remove(): Promise<void> {
    this.removed = true;
    const { uid } = this.pod.metadata;
    await waitUntil({ for: `${this.path} to be deleted` }, async () => {
      try {
        await this.node.client.delete(this.path, { gracePeriodSeconds: 0, preconditions: { uid } });
        return true;
      } catch (error) {
        if (error instanceof KubeError && error.status === 409) return true;
        throw error;
      }
    });
  }

  /** Undefined if the pod is to end before all that its volumes need is there. */
  private async prepareVolumes(): Promise<Volumes | undefined> {
    const folder = join(this.node.folder, 'volumes');
    const volumes = new Volumes(this.node.client, this.pod, folder, this.node.claimFolder);
    while (!this.stopping.signal.aborted) {
      try {
        await volumes.prepare(this.addresses);
        return volumes;
      } catch {
        await sleep(200);
      }
    }
    return undefined;
  }

  /** Whether all of them succeeded; those that restart for ever are side cars and stay. */
  private async runInits(volumes: Volumes, network: string): Promise<boolean> {
    for (const spec of this.pod.spec.initContainers ?? []) {
      const sideCar = spec.restartPolicy === 'Always';
      const policy = this.pod.spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure';
      const loop = this.start(spec, sideCar ? 'Always' : policy, volumes, network);
      this.inits.push(loop);
      while (sideCar && !loop.isReady && !this.stopping.signal.aborted) {
        await sleep(50);
      }
      const exitCode = sideCar ? 0 : await Promise.race([loop.done, this.stopped().then(() => 1)]);
      if (exitCode !== 0) {
        return false;
      }
    }
    return true;
  }

  private async runMains(volumes: Volumes, network: string): Promise<void> {
    for (const spec of this.pod.spec.containers) {
      this.mains.push(this.start(spec, this.pod.spec.restartPolicy, volumes, network));
    }
    this.phase = 'Running';
    this.changed();
    const ends = Promise.all(this.mains.map((main) => main.done));
    await Promise.race([ends, this.stopped()]);
    if (!this.stopping.signal.aborted) {
      await this.settlePhase();
    }
  }

  private start(
    spec: any,
    restartPolicy: 'Always' | 'OnFailure' | 'Never',
    volumes: Volumes,
    network: string,
  ): ContainerLoop {
    return new ContainerLoop({
      spec,
      restartPolicy,
      podIP: this.podIP,
      changed: () => this.changed(),
      resolve: (run) => this.containerOptions(spec, run, volumes, network),
    });
  }

  private async containerOptions(
    spec: any,
    run: number,
    volumes: Volumes,
    network: string,
  ): Promise<ContainerOptions | undefined> {
    const image = findImage(this.node.images, spec.image);
    const env = await containerEnv(this.node.client, this.pod, spec, this.addresses);
    if (!image) {
      return undefined;
    }
    const podSpec = this.pod.spec;
    const security = { ...podSpec.securityContext, ...spec.securityContext };
    if (security.runAsNonRoot && !(security.runAsUser ?? image.user)) {
      throw new Error('container has runAsNonRoot and image will run as root');
    }
    const folder = join(this.node.folder, `${spec.name}-${run}`);
    mkdirSync(folder, { recursive: true });
    const entrypoint = spec.command ?? image.entrypoint ?? [];
    return {
      folder,
      network,
      hostname: podSpec.hostname ?? this.pod.metadata.name,
      image,
      spec,
      podSpec,
      env,
      command: [...entrypoint, ...(spec.args ?? [])].map((text) => expand(text, env)),
      mounts: [...this.node.etc(this.podIP), ...(await volumes.mounts(spec))],
    };
  }

  private get addresses(): { podIP: string; hostIP: string } {
    return { podIP: this.podIP, hostIP: this.node.address };
  }

  private stopped(): Promise<undefined> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined));
    });
  }

  private changed(): void {
    void this.report();
  }

  /** One report after the other, so that the last one is the newest. */
  private report(): Promise<void> {
    return (this.reporting = this.reporting.then(async () => {
      const status = this.status();
      if (JSON.stringify(status) === this.reported) return;
      const patch = { metadata: { uid: this.pod.metadata.uid }, status };
      try {
        await this.node.client.patch(`${this.path}/status`, patch, 'strategic-merge');
        this.reported = JSON.stringify(status);
      } catch (error) {
        if (this.removed || (error instanceof KubeError && error.status === 404)) return;
        // A conflict, or an API server that is away: the next change, or the next try, tells it.
        setTimeout(() => this.changed(), 500).unref();
      }
    }));
  }

  private status(): object {
    const ended = this.phase === 'Succeeded' || this.phase === 'Failed';
    const initialized = this.phase !== 'Pending';
    const ready = initialized && !ended && this.mains.every((main) => main.isReady);
    const condition = (type: string, value: boolean) => ({
      type,
      status: value ? 'True' : 'False',
    });
    return {
      phase: this.phase,
      startTime: this.startTime,
      hostIP: this.node.address,
      hostIPs: [{ ip: this.node.address }],
      podIP: this.podIP,
      podIPs: [{ ip: this.podIP }],
      conditions: [
        condition('Initialized', initialized),
        condition('ContainersReady', ready),
        condition('Ready', ready),
      ],
      initContainerStatuses: this.inits.map((init) => init.status),
      containerStatuses: this.mains.map((main) => main.status),
    };
  }
}
