/**
 * One pass: observe, plan, and act under the Leases of the admin APIs concerned. Passes are repeated
 * by whoever owns this until there is nothing left to do.
 */
import { AdminPool } from './admin-pool';
import { FastPath } from './fast-path';
import { FormerHost } from './former-host';
import { observeCached, observeFresh } from './observer';
import type { ObserverContext } from './observer';
import { deleteOutdatedJobs } from './registration-jobs';
import { reportStatus } from './report';
import { StepRunner } from './step-runner';
import type { StepContext } from './step-runner';
import type { DesiredState, PodAccess, RuntimeStatus } from '../../contract';
import { VersionStore } from '../execute/version-store';
import type { KubernetesClient } from '../kubernetes/client';
import { StatusStore } from '../kubernetes/status-store';
import type { ObjectReader } from '../kubernetes/types';
import { byName } from '../lib/named';
import { elapsed } from '../lib/time';
import { readDesiredState } from '../observe/observe';
import type { Snapshot } from '../observe/observe';
import { outdatedJobs } from '../plan/jobs';
import { plan } from '../plan/plan';
import type { Plan } from '../plan/plan';
import { MutableRetryState } from '../plan/retry-state';
import { runtimeStatus } from '../plan/runtime-status';

/** A registration that takes longer than this goes on while the next pass deals with the others. */
const PATIENCE_MS = 2_000;

export interface PassResult {
  readonly plan: Plan;
  readonly status: RuntimeStatus;
  /** The one that the pass was made for. */
  readonly desired: DesiredState;
  /** At the end of the pass, by the clock of the API server. */
  readonly now: Date;
  /** Something was done: there may be more to do at once. */
  readonly progressed: boolean;
  /** Another run holds a Lease that this one needs. */
  readonly waitingForLease: boolean;
  /** A step that was started is still running. */
  readonly inFlight: boolean;
  /** It was made from what the API server says, and not from informers. */
  readonly fresh: boolean;
  /** Until the next registration that failed is due; Infinity when there is none. */
  readonly retryInMs: number;
}

export interface PassOptions {
  /** Observed first: as long as there is nothing to do, the API server is not asked. */
  readonly informers?: ObjectReader;
  /** Called with the desired state before anything is done; what it throws ends the pass. */
  readonly guard?: (desired: DesiredState) => void;
}

export interface ReconcilerOptions {
  readonly id: string;
  /** Name of this run, for the Leases. */
  readonly holder: string;
  /** What this run's pod may authenticate with. @default nothing */
  readonly access?: PodAccess;
  /**
   * The deployment whose registration Job this is: it is tried again although it was refused for
   * good, and what another mode has left is left to the CronJob or Deployment, which are known to be up to date.
   */
  readonly registrationJobOf?: string;
  /** Called when a step has ended, also one that its pass did not wait for. */
  readonly onStepDone?: () => void;
}

export class Reconciler {
  readonly admins: AdminPool;
  readonly fastPath: FastPath;
  private readonly memory = new MutableRetryState();
  private readonly context: ObserverContext & StepContext;
  private readonly runner: StepRunner;
  private readonly formerHost?: FormerHost;

  constructor(
    readonly kubernetes: KubernetesClient,
    private readonly options: ReconcilerOptions,
  ) {
    const { id, holder, access, registrationJobOf, onStepDone = () => undefined } = options;
    const { memory } = this;
    const admins = (this.admins = new AdminPool(kubernetes, id, holder, access));
    const status = new StatusStore(kubernetes, id);
    const store = new VersionStore(kubernetes, status);
    this.context = { id, kubernetes, status, store, admins, memory };
    this.runner = new StepRunner(this.context, onStepDone);
    this.fastPath = new FastPath(this.context, this.runner);
    if (registrationJobOf === undefined) {
      this.formerHost = new FormerHost(kubernetes, id);
    }
    memory.retry = registrationJobOf;
  }

  async pass({ informers, guard }: PassOptions = {}): Promise<PassResult> {
    const seen =
      informers && !this.runner.hasChanged && (await observeCached(this.context, informers));
    if (seen) {
      const planned = this.plan(seen);
      const idle = planned.steps.length === 0 && outdatedJobs(seen.observation).length === 0;
      const outcome = { fresh: false, progressed: false, waitingForLease: false };
      if (idle) return this.conclude(planned, seen, outcome);
    }
    return this.act(guard);
  }

  /**
   * Whether no other run is changing what belongs to a deployment's admin API, or has a request on its way that may
   * still arrive. What is observed after that stays so.
   */
  async isUndisturbed(deployment: string): Promise<boolean> {
    const { state } = await readDesiredState(this.kubernetes, this.options.id);
    const key = byName(state.deployments, deployment)?.admin;
    const admin = state.admins.find((each) => each.key === key);
    return !admin || this.admins.isFree(admin, state);
  }

  /** Waits for the steps in flight, and releases the Leases. */
  async settle(): Promise<void> {
    await this.runner.settle();
    await this.admins.release();
  }

  /** From a fresh observation, under the Leases that it takes. */
  private async act(guard: PassOptions['guard']): Promise<PassResult> {
    const { leaseEpochs } = this.admins;
    let seen = await this.observe();
    guard?.(seen.observation.desired);
    let planned = this.plan(seen);
    const { desired } = seen.observation;
    const held = await this.admins.acquire(
      planned.steps.map(({ admin }) => admin),
      desired,
    );
    const waitingForLease = planned.steps.some(({ admin }) => !held.has(admin.url));
    if (leaseEpochs !== this.admins.leaseEpochs) {
      // What was seen without the Lease may be another run's work half done.
      seen = await this.observe();
      planned = this.plan(seen);
    }
    // A step may have ended while this was observed, which may show the time before.
    const outdated = this.runner.hasChanged;
    const steps = planned.steps.filter(
      (step) => this.runner.isFree(step) && held.has(step.admin.url),
    );
    const done = await Promise.race([this.runner.run(steps, seen), elapsed(PATIENCE_MS)]);
    const progressed = done || outdated;
    await deleteOutdatedJobs(this.kubernetes, seen.observation);
    if (!progressed) planned = plan(seen.observation, this.memory);
    return this.conclude(planned, seen, { fresh: true, progressed, waitingForLease });
  }

  private async conclude(
    planned: Plan,
    { observation }: Snapshot,
    outcome: Pick<PassResult, 'fresh' | 'progressed' | 'waitingForLease'>,
  ): Promise<PassResult> {
    const { fresh, progressed, waitingForLease } = outcome;
    const { kubernetes } = this;
    const { desired } = observation;
    const status = runtimeStatus(planned, observation);
    // Nothing more to do for now: others must not wait while this run does.
    if (!progressed && this.runner.isIdle) await this.admins.release();
    if (!progressed && !waitingForLease) {
      await reportStatus(kubernetes, this.context.status, status);
      if (fresh) await this.formerHost?.delete(desired.sweep);
    }
    const now = kubernetes.clock.now();
    return {
      ...outcome,
      plan: planned,
      status,
      desired,
      now,
      inFlight: !this.runner.isIdle,
      retryInMs: this.memory.untilRetry(kubernetes.time.now()),
    };
  }

  private observe(): Promise<Snapshot> {
    return this.runner.observe(() => observeFresh(this.context));
  }

  private plan({ observation }: Snapshot): Plan {
    const planned = plan(observation, this.memory);
    this.memory.noteRemovable(planned.removable, this.kubernetes.time.now());
    this.memory.noteSteps(planned.steps);
    this.fastPath.remember(observation);
    return planned;
  }
}
