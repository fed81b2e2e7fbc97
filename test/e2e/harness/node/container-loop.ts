import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from './container';
import type { ContainerOptions } from './container';
import { MissingReference } from './container-env';
import { passes } from './probe';

const PROBE_INTERVAL_MS = 200;
/** A kubelet starts with ten seconds. */
const FIRST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 5_000;

export interface ContainerLoopOptions {
  /** The container's part of the pod's spec. */
  readonly spec: any;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly podIP: string;
  /**
   * What to run; undefined for an image that is only to look as if it ran. Throws
   * {@link MissingReference} while it can't be known.
   */
  readonly resolve: (run: number) => Promise<ContainerOptions | undefined>;
  /** Called after each change of the status. */
  readonly changed: () => void;
}

/** Keeps one container of a pod running as its restart policy says, and knows its status. */
export class ContainerLoop {
  public container?: Container;
  /** Resolves when it will not be started again; to the last exit code. */
  public readonly done: Promise<number>;
  private readonly stopping = new AbortController();
  private ready = false;
  private runs = 0;
  private state: any = { waiting: { reason: 'ContainerCreating' } };
  private lastState: any = {};

  constructor(public readonly options: ContainerLoopOptions) {
    this.done = this.loop();
  }

  public get name(): string {
    return this.options.spec.name;
  }

  public get isReady(): boolean {
    return this.ready;
  }

  public get status(): object {
    return {
      name: this.name,
      image: this.options.spec.image,
      imageID: this.options.spec.image,
      containerID: `e2e://${this.name}-${this.runs}`,
      ready: this.ready,
      started: this.state.running !== undefined,
      restartCount: Math.max(0, this.runs - 1),
      state: this.state,
      lastState: this.lastState,
    };
  }

  /** Ends it for good: preStop hook, SIGTERM, and SIGKILL after the grace period. */
  public async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    const preStop = this.options.spec.lifecycle?.preStop;
    if (this.container?.running && graceMs > 0) {
      if (preStop?.sleep) await sleep(Math.min(graceMs, preStop.sleep.seconds * 1_000));
      if (preStop?.exec) await this.container.execute(preStop.exec.command).catch(() => {});
    }
    await this.container?.stop(graceMs);
    await this.done;
  }

  private async loop(): Promise<number> {
    let backOffMs = FIRST_BACK_OFF_MS;
    for (;;) {
      const exitCode = await this.run();
      this.ready = false;
      const { restartPolicy } = this.options;
      const final = restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && exitCode === 0);
      if (final || this.stopping.signal.aborted) {
        this.options.changed();
        return exitCode;
      }
      this.lastState = this.state;
      this.state = { waiting: { reason: 'CrashLoopBackOff' } };
      this.options.changed();
      await this.pause(backOffMs);
      backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS);
    }
  }

  /** One run from start to end; its exit code. */
  private async run(): Promise<number> {
    const options = await this.resolve();
    if (this.stopping.signal.aborted) {
      return 137;
    }
    this.runs++;
    if (!options) {
      this.state = { running: { startedAt: now() } };
      this.ready = true;
      this.options.changed();
      await this.pause();
      return 137;
    }
    const container = (this.container = new Container(options));
    this.state = { running: { startedAt: now() } };
    this.options.changed();
    void this.probe(container);
    const exitCode = await container.exited;
    this.state = {
      terminated: {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        message: container.terminationMessage(exitCode) || undefined,
        startedAt: this.state.running.startedAt,
        finishedAt: now(),
      },
    };
    return exitCode;
  }

  private async resolve(): Promise<ContainerOptions | undefined> {
    while (!this.stopping.signal.aborted) {
      try {
        return await this.options.resolve(this.runs + 1);
      } catch (error) {
        const reason =
          error instanceof MissingReference ? 'CreateContainerConfigError' : 'CreateContainerError';
        this.state = { waiting: { reason, message: String(error) } };
        this.options.changed();
        await this.pause(PROBE_INTERVAL_MS);
      }
    }
    return undefined;
  }

  /** Without the delays and periods of the spec: a test has no time for them. */
  private async probe(container: Container): Promise<void> {
    const { spec, podIP } = this.options;
    const failuresAllowed = spec.readinessProbe?.failureThreshold ?? 3;
    let failures = 0;
    while (container.running && this.container === container) {
      if (!spec.readinessProbe || (await passes(spec.readinessProbe, spec, container, podIP))) {
        failures = 0;
        this.setReady(container.running);
      } else if (++failures >= failuresAllowed) {
        this.setReady(false);
      }
      if (!spec.readinessProbe) return;
      await sleep(PROBE_INTERVAL_MS);
    }
  }

  private setReady(ready: boolean): void {
    if (this.ready !== ready) {
      this.ready = ready;
      this.options.changed();
    }
  }

  /** Until the time is over or it is stopped. */
  private async pause(ms = 2 ** 31 - 1): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}
