/**
 * One pass: look, plan, and (under the Leases of the admin APIs concerned, from a fresh look) act.
 * Passes are repeated by whoever owns this until there is nothing left to do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AdminPool } from './admin-pool';
import { emitEvents, happenings } from './events';
import { Leftovers } from './garbage';
import { isRegister, isUnchanged, StepRunner } from './step-runner';
import type { RuntimeStatus, SweepSchedule } from '../../contract';
import { VersionStore } from '../execute/version-store';
import type { KubernetesClient } from '../kubernetes/client';
import { isConflict } from '../kubernetes/errors';
import { NotCurrentError } from '../kubernetes/informers';
import type { Job } from '../kubernetes/job-state';
import { StatusStore } from '../kubernetes/status-store';
import { RESOURCES } from '../kubernetes/types';
import type { ObjectReader } from '../kubernetes/types';
import { observe } from '../observe/observe';
import type { Snapshot, Sources } from '../observe/observe';
import { isDestructive } from '../plan/actions';
import type { Step } from '../plan/actions';
import { outdatedJobs } from '../plan/jobs';
import { plan } from '../plan/plan';
import type { Plan } from '../plan/plan';
import { MutableRetryState } from '../plan/retry-state';
import { runtimeStatus } from '../plan/runtime-status';

/** A registration that takes longer than this goes on while the next pass looks after the others. */
const PATIENCE_MS = 2_000;

export interface PassResult {
  readonly plan: Plan;
  readonly status: RuntimeStatus;
  /** Something was done: there may be more to do at once. */
  readonly progressed: boolean;
  /** Another run holds a Lease that this one needs. */
  readonly heldUp: boolean;
  /** Something that was begun has not ended yet. */
  readonly underWay: boolean;
  /** The API server itself was looked at, and not its mirrors. */
  readonly fresh: boolean;
  readonly sweep?: SweepSchedule;
  readonly jobs: readonly Job[];
}

export interface ReconcilerOptions {
  readonly id: string;
  /** Name of this run, for the Leases. */
  readonly holder: string;
  /** Name of the ConfigMap that the script comes from. */
  readonly script?: string;
  /** Called when something that a pass has begun, and may not have waited for, has ended. */
  readonly ended?: () => void;
}

export class Reconciler {
  readonly memory = new MutableRetryState();
  readonly admins: AdminPool;
  readonly leftovers: Leftovers;
  private readonly id: string;
  private readonly script?: string;
  private readonly status: StatusStore;
  private readonly runner: StepRunner;

  constructor(
    readonly kubernetes: KubernetesClient,
    { id, holder, script, ended = () => undefined }: ReconcilerOptions,
  ) {
    this.id = id;
    this.script = script;
    this.admins = new AdminPool(kubernetes, holder);
    this.status = new StatusStore(kubernetes, id);
    this.leftovers = new Leftovers(kubernetes, this.status, id, script);
    const store = new VersionStore(kubernetes, this.status);
    const { admins, memory } = this;
    this.runner = new StepRunner({ id, kubernetes, store, admins, memory }, ended);
  }

  /** @param mirrors looked at first: as long as there is nothing to do, the API server is not asked */
  async pass(mirrors?: ObjectReader): Promise<PassResult> {
    const seen = mirrors && !this.runner.hasChanged && (await this.lookAt(mirrors));
    if (seen) {
      const planned = this.plan(seen);
      const idle = planned.steps.length === 0 && outdatedJobs(seen.observation).length === 0;
      if (idle) return this.conclude(planned, seen, { fresh: false });
    }
    return this.act();
  }

  /**
   * Registers the versions that mirrors show to be ready, at once: not waiting for anything that a
   * pass may be busy with, from what the admin APIs said last. What that could be wrong about, the
   * next pass puts right; nothing is taken away here.
   */
  async registerReady(mirrors: ObjectReader): Promise<void> {
    const seen = await this.lookAt(mirrors, 'remembered');
    if (!seen) return;
    const { id, kubernetes, runner } = this;
    const ready = plan(seen.observation, this.memory).steps.filter(
      (step) => isRegistration(step) && runner.isFree(step),
    );
    void runner.run(ready, seen, async () => {
      const { terms } = this.admins;
      const [{ heldUp }, unchanged] = await Promise.all([
        this.acquire(ready, seen),
        isUnchanged(kubernetes, id, seen.desiredResourceVersion),
      ]);
      return unchanged && !heldUp && terms === this.admins.terms;
    });
  }

  /** Waits for what is under way, and gives the Leases back. */
  async settle(): Promise<void> {
    await this.runner.settle();
    await this.admins.release();
  }

  /** From a fresh look, under the Leases that it takes. */
  private async act(): Promise<PassResult> {
    const { terms } = this.admins;
    let seen = await this.look();
    let planned = this.plan(seen);
    const { held, heldUp } = await this.acquire(planned.steps, seen);
    if (terms !== this.admins.terms) {
      // What was seen without the Lease may be another run's work half done.
      seen = await this.look();
      planned = this.plan(seen);
    }
    // Something may have ended while this look was under way: it may show the time before.
    const outdated = this.runner.hasChanged;
    const steps = planned.steps.filter(
      (step) => this.runner.isFree(step) && held.has(this.runner.leaseOf(step, seen)),
    );
    const done = await Promise.race([
      this.runner.run(steps, seen),
      sleep(PATIENCE_MS, true, { ref: false }),
    ]);
    const progressed = done || outdated;
    await this.deleteJobs(seen);
    if (!progressed) planned = plan(seen.observation, this.memory);
    return this.conclude(planned, seen, { fresh: true, progressed, heldUp });
  }

  private async conclude(
    planned: Plan,
    { observation }: Snapshot,
    outcome: { fresh: boolean; progressed?: boolean; heldUp?: boolean },
  ): Promise<PassResult> {
    const { fresh, progressed = false, heldUp = false } = outcome;
    const status = runtimeStatus(planned, observation, this.script);
    // Nothing more to do for now: others must not wait while this run does.
    if (!progressed && this.runner.isIdle) await this.admins.release();
    if (!progressed && !heldUp) await this.report(status);
    const { desired, jobs } = observation;
    return {
      plan: planned,
      status,
      progressed,
      heldUp,
      underWay: !this.runner.isIdle,
      fresh,
      sweep: desired.sweep,
      jobs,
    };
  }

  private look(sources: Partial<Sources> = {}): Promise<Snapshot> {
    const { id, kubernetes, status, admins } = this;
    const { namespace, clock } = kubernetes;
    if (!sources.objects) this.runner.forgetChanges();
    return observe(
      { id, namespace, clock },
      {
        objects: kubernetes,
        status: () => status.load(),
        askAdmins: (refs, desired) => admins.observe(refs, desired),
        ...sources,
      },
    );
  }

  /** Undefined when the mirrors have not caught up. */
  private async lookAt(
    objects: ObjectReader,
    admins: 'asked' | 'remembered' = 'asked',
  ): Promise<Snapshot | undefined> {
    try {
      return await this.look({
        objects,
        status: () => this.status.loaded(),
        ...(admins === 'remembered' && { askAdmins: (refs) => this.admins.remembered(refs) }),
      });
    } catch (error) {
      if (error instanceof NotCurrentError) return undefined;
      throw error;
    }
  }

  private plan({ observation }: Snapshot): Plan {
    const planned = plan(observation, this.memory);
    this.memory.noteRemovable(planned.removable, observation.now);
    return planned;
  }

  private async acquire(steps: readonly Step[], seen: Snapshot) {
    const leases = [...new Set(steps.map((step) => this.runner.leaseOf(step, seen)))];
    const acquired = await Promise.all(leases.map((lease) => lease.acquire()));
    const held = new Set(leases.filter((_, index) => acquired[index]));
    return { held, heldUp: held.size < leases.length };
  }

  private async deleteJobs({ observation }: Snapshot): Promise<void> {
    const outdated = outdatedJobs(observation);
    for (const job of outdated) {
      await this.kubernetes.delete(RESOURCES.jobs, job).catch((error: unknown) => {
        // Its own controller changes it all the time.
        if (!isConflict(error)) throw error;
      });
    }
  }

  private async report(status: RuntimeStatus): Promise<void> {
    let before: RuntimeStatus | undefined;
    let written = false;
    await this.status.change((stored) => {
      before = stored.status;
      written = JSON.stringify(before) !== JSON.stringify(status);
      return { ...stored, status };
    });
    if (written) await emitEvents(this.kubernetes, this.id, happenings(before, status));
  }
}

/** It gives a version to the server, and takes nothing away. */
function isRegistration({ actions }: Step): boolean {
  return actions.some(isRegister) && !actions.some(isDestructive);
}
