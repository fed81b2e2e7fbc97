/**
 * One pass: look, plan, and (under the Leases of the admin APIs concerned, from a fresh look) act.
 * Passes are repeated by whoever owns this until there is nothing left to do.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RuntimeStatus, SweepSchedule } from '../contract';
import { isBreakingChange } from './admin/errors';
import { AdminPool } from './admin-pool';
import type { Job } from './cluster/job-state';
import { emitEvents, happenings } from './events';
import { execute, OvertakenError } from './execute/executor';
import { LeaseLostError } from './execute/lease';
import type { AdminLease } from './execute/lease';
import { VersionStore } from './execute/version-store';
import type { KubernetesClient } from './kubernetes/client';
import { isConflict } from './kubernetes/errors';
import { RESOURCES } from './kubernetes/types';
import { Leftovers } from './leftovers';
import { look, readDesiredState } from './observe/observe';
import type { Look } from './observe/observe';
import type { Action, Step } from './plan/actions';
import { outdatedJobs } from './plan/jobs';
import { MutableMemory } from './plan/memory';
import { plan } from './plan/plan';
import type { Plan } from './plan/plan';
import { runtimeStatus } from './plan/runtime-status';
import { StatusStore } from './status-store';

/** A registration that takes longer than this goes on while the next pass looks after the others. */
const PATIENCE_MS = 2_000;

export interface PassResult {
  readonly plan: Plan;
  readonly status: RuntimeStatus;
  /** Something was done: there may be more to do at once. */
  readonly progressed: boolean;
  /** Another run holds a Lease that this one needs. */
  readonly heldUp: boolean;
  readonly sweep?: SweepSchedule;
  readonly jobs: readonly Job[];
}

export class Reconciler {
  readonly memory = new MutableMemory();
  readonly admins: AdminPool;
  readonly leftovers: Leftovers;
  private readonly status: StatusStore;
  private readonly store: VersionStore;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    readonly kubernetes: KubernetesClient,
    private readonly id: string,
    holder: string,
    private readonly script?: string,
  ) {
    this.admins = new AdminPool(kubernetes, holder);
    this.status = new StatusStore(kubernetes, id);
    this.store = new VersionStore(kubernetes, this.status);
    this.leftovers = new Leftovers(kubernetes, this.status, id, script);
  }

  async pass(): Promise<PassResult> {
    let seen = await this.look();
    let planned = this.plan(seen);
    const { held, heldUp, fresh } = await this.acquire(planned.steps, seen);
    if (held.size > 0 && fresh) {
      // What was seen without the Lease may be another run's work half done.
      seen = await this.look();
      planned = this.plan(seen);
    }
    const steps = planned.steps.filter((step) => held.has(this.leaseOf(step, seen)));
    const progressed = await this.run(steps, seen);
    await this.deleteJobs(seen);
    if (!progressed) planned = plan(seen.observation, this.memory);
    const status = runtimeStatus(planned, seen.observation, this.script);
    if (!progressed && !heldUp) await this.report(status);
    // Nothing more to do for now: others must not wait while this run does.
    if (!progressed && this.underWay.size === 0) await this.admins.release();
    const { desired, jobs } = seen.observation;
    return { plan: planned, status, progressed, heldUp, sweep: desired.sweep, jobs };
  }

  /** Waits for what is under way, and gives the Leases back. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
    await this.admins.release();
  }

  private look(): Promise<Look> {
    const { id, kubernetes, status, admins } = this;
    return look({ id, kubernetes, status, admins });
  }

  private plan({ observation }: Look): Plan {
    const planned = plan(observation, this.memory);
    this.memory.sawRemovable(planned.removable, observation.now);
    return planned;
  }

  private leaseOf({ admin }: Step, { observation }: Look): AdminLease {
    return this.admins.lease(admin, observation.desired);
  }

  private async acquire(steps: readonly Step[], seen: Look) {
    const leases = [...new Set(steps.map((step) => this.leaseOf(step, seen)))];
    const before = new Set(leases.filter((lease) => lease.isHeld));
    const acquired = await Promise.all(leases.map((lease) => lease.acquire()));
    const held = new Set(leases.filter((_, index) => acquired[index]));
    return {
      held,
      heldUp: held.size < leases.length,
      fresh: [...held].some((lease) => !before.has(lease)),
    };
  }

  /** Whether anything was done. One version's failure is no other's. */
  private async run(steps: readonly Step[], seen: Look): Promise<boolean> {
    let progressed = false;
    const work = steps.map(async (step) => {
      try {
        await this.execute(step, seen);
        progressed = true;
      } catch (error) {
        this.failed(step, error, seen);
        // The others' view of it has changed.
        progressed ||= isOvertaken(error);
      }
    });
    const all = Promise.all(work).then(() => undefined);
    this.underWay.add(all);
    void all.finally(() => this.underWay.delete(all));
    await Promise.race([all, sleep(PATIENCE_MS, undefined, { ref: false })]);
    return progressed;
  }

  private async execute(step: Step, seen: Look): Promise<void> {
    const { observation, desiredResourceVersion } = seen;
    const registers = step.actions.find(({ type }) => type === 'register');
    if (registers) this.memory.registering.add(step.deployment);
    try {
      await execute(step, {
        kubernetes: this.kubernetes,
        store: this.store,
        admin: this.admins.client(step.admin, observation.desired),
        lease: this.leaseOf(step, seen),
        desiredUnchanged: async () => {
          const { configMap } = await readDesiredState(this.kubernetes, this.id);
          return configMap.metadata.resourceVersion === desiredResourceVersion;
        },
      });
      this.memory.troubles.delete(step.object);
      if (registers) this.memory.succeeded(step.deployment);
    } finally {
      this.memory.registering.delete(step.deployment);
    }
  }

  private failed(step: Step, error: unknown, { observation }: Look): void {
    const register = step.actions.find(isRegister);
    const message = (error as Error).message;
    if (!register && !isOvertaken(error)) this.memory.troubles.set(step.object, message);
    if (register && !isOvertaken(error)) {
      const { hash } = register.desired;
      const final = isBreakingChange(error);
      const remedy = final ? '; set `breaking` on the deployment to register it all the same' : '';
      this.memory.failed(step.deployment, hash, message + remedy, final, observation.now);
    }
    log(`${step.object}: ${message}`);
  }

  private async deleteJobs({ observation }: Look): Promise<void> {
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

function isRegister(action: Action): action is Extract<Action, { type: 'register' }> {
  return action.type === 'register';
}

function isOvertaken(error: unknown): boolean {
  return error instanceof OvertakenError || error instanceof LeaseLostError || isConflict(error);
}

export function log(text: string): void {
  process.stdout.write(`${text}\n`);
}
