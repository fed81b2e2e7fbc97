/** Does the steps of plans side by side, those of one version one after the other. */
import type { AdminPool } from './admin-pool';
import { isBreakingChange } from '../admin/errors';
import { execute, OvertakenError } from '../execute/executor';
import { LeaseLostError } from '../execute/lease';
import type { AdminLease } from '../execute/lease';
import type { VersionStore } from '../execute/version-store';
import type { KubernetesClient } from '../kubernetes/client';
import { isConflict } from '../kubernetes/errors';
import { MAX_CONNECTIONS } from '../lib/http';
import { log } from '../lib/log';
import { Places } from '../lib/semaphore';
import { readDesiredState } from '../observe/observe';
import type { Snapshot } from '../observe/observe';
import type { Action, Step } from '../plan/actions';
import type { MutableRetryState } from '../plan/retry-state';

/** A step that fails is tried again after a pause that doubles. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** As many as there are connections: a request that waits for one would use up its deadline. */
const SIDE_BY_SIDE = MAX_CONNECTIONS;

export interface StepContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly store: VersionStore;
  readonly admins: AdminPool;
  readonly memory: MutableRetryState;
}

export class StepRunner {
  /** Objects whose step is under way. */
  private readonly busy = new Set<string>();
  /** Objects that were changed since the API server itself was looked at. */
  private readonly changed = new Set<string>();
  private readonly underWay = new Set<Promise<unknown>>();
  /** Steps, by object and what they do, that failed: other steps of the object do not wait for them. */
  private readonly failing = new Map<string, { attempts: number; notBefore: number }>();
  /** One admin API that does not answer takes no places from another. */
  private readonly places = new Map<string, Places>();

  /** @param ended called whenever a step has ended */
  constructor(
    private readonly context: StepContext,
    private readonly ended: () => void,
  ) {}

  get isIdle(): boolean {
    return this.underWay.size === 0;
  }

  /** Whether what mirrors show may be older than what this run has done. */
  get hasChanged(): boolean {
    return this.changed.size > 0;
  }

  /** Whether nothing is being done, or was done unseen, to the version of a step. */
  isFree({ object }: Step): boolean {
    return !this.busy.has(object) && !this.changed.has(object);
  }

  /** Called before the API server itself is looked at. */
  forgetChanges(): void {
    this.changed.clear();
  }

  /**
   * Does them, once `mayStart` says so; nobody else begins anything with these versions meanwhile.
   *
   * @returns whether anything was done. One version's failure is no other's.
   */
  run(
    steps: readonly Step[],
    seen: Snapshot,
    mayStart: () => Promise<boolean> = async () => true,
  ): Promise<boolean> {
    const free = steps.filter((step) => !this.busy.has(step.object) && this.isDue(step));
    if (free.length === 0) return Promise.resolve(false);
    for (const { object } of free) this.busy.add(object);
    const work = this.start(free, seen, mayStart);
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work)).finally(this.ended);
    return work;
  }

  /** Waits for what is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private isDue(step: Step): boolean {
    return performance.now() >= (this.failing.get(keyOf(step))?.notBefore ?? 0);
  }

  leaseOf({ admin }: Step, { observation }: Snapshot): AdminLease {
    return this.context.admins.lease(admin, observation.desired);
  }

  private async start(
    steps: readonly Step[],
    seen: Snapshot,
    mayStart: () => Promise<boolean>,
  ): Promise<boolean> {
    const may = await mayStart().catch((error: Error) => {
      log(error.message);
      return false;
    });
    const done = await Promise.all(
      steps.map(async (step) => {
        const places = this.placesOf(step);
        const progressed = may && (await places.take(() => this.attempt(step, seen)));
        this.busy.delete(step.object);
        if (may) this.changed.add(step.object);
        this.ended();
        return progressed;
      }),
    );
    return done.includes(true);
  }

  private placesOf({ admin }: Step): Places {
    const places = this.places.get(admin.url) ?? new Places(SIDE_BY_SIDE);
    this.places.set(admin.url, places);
    return places;
  }

  /** Whether it has got anywhere, or the others' view of it has changed. */
  private async attempt(step: Step, seen: Snapshot): Promise<boolean> {
    try {
      await this.execute(step, seen);
      return true;
    } catch (error) {
      this.failed(step, error);
      return isOvertaken(error);
    }
  }

  private async execute(step: Step, seen: Snapshot): Promise<void> {
    const { id, kubernetes, store, admins, memory } = this.context;
    const { observation, desiredResourceVersion } = seen;
    const registers = step.actions.some(isRegister);
    if (registers) memory.registering.add(step.deployment);
    try {
      await execute(step, {
        kubernetes,
        store,
        admin: admins.client(step.admin, observation.desired),
        lease: this.leaseOf(step, seen),
        desiredUnchanged: () => isUnchanged(kubernetes, id, desiredResourceVersion),
      });
      memory.troubles.delete(step.object);
      this.failing.delete(keyOf(step));
      if (registers) memory.succeeded(step.deployment);
    } finally {
      if (registers) memory.registering.delete(step.deployment);
    }
  }

  private failed(step: Step, error: unknown): void {
    const { memory, kubernetes } = this.context;
    const register = step.actions.find(isRegister);
    const message = (error as Error).message;
    if (!register && !isOvertaken(error)) {
      memory.troubles.set(step.object, message);
      this.pause(step);
    }
    if (register && !isOvertaken(error)) {
      const { hash } = register.desired;
      const final = isBreakingChange(error);
      const remedy = final ? '; set `breaking` on the deployment to register it all the same' : '';
      memory.failed(step.deployment, hash, message + remedy, final, kubernetes.clock.now());
    }
    log(`${step.object}: ${message}`);
  }

  private pause(step: Step): void {
    const attempts = (this.failing.get(keyOf(step))?.attempts ?? 0) + 1;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
    this.failing.set(keyOf(step), { attempts, notBefore: performance.now() + pause });
  }
}

/** Whether the desired state is the one that was seen, as the API server itself has it. */
export async function isUnchanged(
  kubernetes: KubernetesClient,
  id: string,
  resourceVersion: string,
): Promise<boolean> {
  const { configMap } = await readDesiredState(kubernetes, id);
  return configMap.metadata.resourceVersion === resourceVersion;
}

export function isRegister(action: Action): action is Extract<Action, { type: 'register' }> {
  return action.type === 'register';
}

function keyOf({ object, actions }: Step): string {
  return [object, ...actions.map(({ type }) => type)].join(' ');
}

function isOvertaken(error: unknown): boolean {
  return error instanceof OvertakenError || error instanceof LeaseLostError || isConflict(error);
}
