import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KillSwitch, InterceptingProxy, TestClock } from './intercepting-proxy';
import { KubernetesClient } from '../../../../src/reconciler/kubernetes/client';
import type { Termination } from '../../../../src/reconciler/lib/termination';
import { SYSTEM_TIME } from '../../../../src/reconciler/lib/time';
import { Reconciler } from '../../../../src/reconciler/loop/reconciler';
import type { PassResult } from '../../../../src/reconciler/loop/reconciler';
import { runRegister } from '../../../../src/reconciler/modes/register';
import { runSweep } from '../../../../src/reconciler/modes/sweep';
import { runWatch } from '../../../../src/reconciler/modes/watch';
import type { Cluster } from '../cluster/cluster';

const NEVER = new AbortController().signal;

const MOST_PASSES = 30;

export interface RunOptions {
  /** The run is killed after so many changes. @default never */
  readonly killAfter?: number;
  /** The time of a Lease that another run holds passes at once: that run is dead. @default false */
  readonly outlastsLeases?: boolean;
}

export interface RunResult {
  readonly killed: boolean;
  readonly changes: readonly string[];
  readonly last?: PassResult;
}

/**
 * The runtime in the process of the test, with the token of its own ServiceAccount, between two proxies:
 * it can be killed after any of its calls, and time can be made to pass.
 */
export class InProcessRuntime {
  static async start(
    cluster: Cluster,
    options: { namespace: string; admin: string; serviceAccount?: string },
  ): Promise<InProcessRuntime> {
    const clock = new TestClock();
    const { server, 'certificate-authority': caFile } = JSON.parse(
      readFileSync(cluster.access.kubeconfig, 'utf8'),
    ).clusters[0].cluster;
    const kubernetes = await InterceptingProxy.start({ target: server, caFile, clock });
    const admin = await InterceptingProxy.start({ target: options.admin });
    return new InProcessRuntime(cluster, options, kubernetes, admin, clock);
  }

  private endWatch?: () => Promise<void>;
  /** By how much the runs' own clock is ahead (ms). */
  private skewMs = 0;

  private constructor(
    private readonly cluster: Cluster,
    private readonly options: { namespace: string; serviceAccount?: string },
    readonly kubernetes: InterceptingProxy,
    readonly admin: InterceptingProxy,
    readonly clock: TestClock,
  ) {}

  /** Passes until nothing is left to do at once; what waits for time or invocations is left. */
  async run({ killAfter, outlastsLeases }: RunOptions = {}): Promise<RunResult> {
    const killSwitch = new KillSwitch(killAfter);
    this.kubernetes.killSwitch = killSwitch;
    this.admin.killSwitch = killSwitch;
    const reconciler = await this.reconciler();
    let last: PassResult | undefined;
    for (let pass = 0; pass < MOST_PASSES && !killSwitch.isDead; pass++) {
      // After a kill it goes on like a process that does not know yet that it is cut off.
      const result = await reconciler.pass().catch((error: Error) => {
        if (!killSwitch.isDead) throw error;
        return undefined;
      });
      if (killSwitch.isDead || result === undefined) break;
      last = result;
      if (result.waitingForLease && outlastsLeases) {
        this.skewMs += 65_000;
        continue;
      }
      const twice = result.plan.removable.length > 0;
      if (!result.progressed && !twice) break;
      // The second look at what is to be removed.
      if (!result.progressed) await sleep(3_100);
    }
    if (!killSwitch.isDead) await reconciler.settle();
    close(reconciler);
    return { killed: killSwitch.isDead, changes: killSwitch.changes, last };
  }

  /** Until nothing is left, each run but the last being killed after so many changes. */
  async runKilled(killAfter: number): Promise<void> {
    const changes: string[] = [];
    for (let run = 0; run < 60; run++) {
      const result = await this.run({ killAfter, outlastsLeases: true });
      changes.push(...result.changes);
      if (result.killed) continue;
      if (result.last?.plan.pending) {
        // A pod is ready before it listens: the server could not reach it yet.
        await sleep(1_000);
      } else {
        return;
      }
    }
    throw new Error(`not done after ${changes.length} changes: ${changes.slice(-5).join(', ')}`);
  }

  /** What a pod of the CronJob does, to its end. */
  async sweep(): Promise<Termination> {
    return this.complete((reconciler) => runSweep(reconciler, { id: 'app' }, NEVER));
  }

  /** What the Job of a desired state does, to its end. */
  async register(deployment: string, hash: string): Promise<Termination> {
    return this.complete(
      (reconciler) => runRegister(reconciler, { deployment, hash }, NEVER),
      deployment,
    );
  }

  /** Runs as the Deployment does, until it is stopped. */
  async watch(): Promise<void> {
    const client = await this.client();
    const stop = new AbortController();
    const ended = runWatch(client, { id: 'app', holder: nextHolder() }, stop.signal);
    this.endWatch = async () => {
      stop.abort();
      await ended;
      client.close();
    };
  }

  async stop(): Promise<void> {
    await this.endWatch?.();
    await this.kubernetes.stop();
    await this.admin.stop();
  }

  private async complete(
    mode: (reconciler: Reconciler) => Promise<Termination>,
    registrationJobOf?: string,
  ): Promise<Termination> {
    const reconciler = await this.reconciler(registrationJobOf);
    try {
      return await mode(reconciler);
    } finally {
      await reconciler.settle();
      close(reconciler);
    }
  }

  private async reconciler(registrationJobOf?: string): Promise<Reconciler> {
    const options = { id: 'app', holder: nextHolder(), registrationJobOf };
    return new Reconciler(await this.client(), options);
  }

  private async client(): Promise<KubernetesClient> {
    const token = await this.token();
    return new KubernetesClient(
      { url: this.kubernetes.url, token: () => token },
      this.options.namespace,
      { ...SYSTEM_TIME, now: () => SYSTEM_TIME.now() + this.skewMs },
    );
  }

  private async token(): Promise<string> {
    const { namespace, serviceAccount = 'app' } = this.options;
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
    return (await this.cluster.client.create(path, { spec: { expirationSeconds: 3600 } })).status
      .token;
  }
}

let runs = 0;

/** Each run has a name of its own, as each pod has. */
function nextHolder(): string {
  return `run-${++runs}`;
}

function close(reconciler: Reconciler): void {
  reconciler.admins.close();
  reconciler.kubernetes.close();
}
