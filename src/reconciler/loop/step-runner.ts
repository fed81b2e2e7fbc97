/** Executes the steps of plans in parallel, those of one version one after the other. */
import type { AdminPool } from './admin-pool';
import { emitEvents } from './events';
import { NAMES } from '../../contract';
import { isBreakingChange } from '../admin/errors';
import { execute, OvertakenError } from '../execute/executor';
import { LeaseLostError } from '../execute/lease';
import type { VersionStore } from '../execute/version-store';
import type { KubernetesClient } from '../kubernetes/client';
import { isConflict } from '../kubernetes/errors';
import { RESOURCES } from '../kubernetes/types';
import { backoffMs } from '../lib/backoff';
import { MAX_CONNECTIONS } from '../lib/http';
import { log } from '../lib/log';
import { withoutSecrets } from '../lib/secrets';
import { Semaphore } from '../lib/semaphore';
import type { Snapshot } from '../observe/observe';
import { viewOf } from '../observe/refs';
import type { Action, Step } from '../plan/actions';
import { latestNamedIn } from '../plan/blockers';
import type { MutableRetryState } from '../plan/retry-state';

/** Of a step that failed. */
const RETRY = { firstMs: 500, longestMs: 30_000 };

/** As many as there are connections: a request that waits for one would use up its deadline. */
const CONCURRENCY = MAX_CONNECTIONS;

export interface StepContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly store: VersionStore;
  readonly admins: AdminPool;
  readonly memory: MutableRetryState;
}

export class StepRunner {
  /** Objects whose step is in flight. */
  private readonly busy = new Set<string>();
  /** Objects that were changed since the last fresh observation began, each with the number of its change. */
  private readonly changed = new Map<string, number>();
  private changes = 0;
  private readonly inFlight = new Set<Promise<unknown>>();
  /** Steps that failed, by object and action types: other steps of the object do not wait for them. */
  private readonly failing = new Map<string, { attempts: number; notBefore: number }>();
  /** By admin API: one that does not answer must not block the steps of another. */
  private readonly semaphores = new Map<string, Semaphore>();

  /** @param onStepDone called whenever a step has ended */
  constructor(
    private readonly context: StepContext,
    private readonly onStepDone: () => void,
  ) {}

  get isIdle(): boolean {
    return this.inFlight.size === 0;
  }

  /** Whether informers may show a state from before what this run has done. */
  get hasChanged(): boolean {
    return this.changed.size > 0;
  }

  /** Whether the version of a step is neither being changed nor changed since the last fresh observation. */
  isFree({ object }: Step): boolean {
    return !this.busy.has(object) && !this.changed.has(object);
  }

  /**
   * Observes from the servers. Until that is done, what was changed before counts as changed: all that is known of it
   * is from the time before.
   */
  async observe(observeFresh: () => Promise<Snapshot>): Promise<Snapshot> {
    const { changes } = this;
    const seen = await observeFresh();
    for (const [object, change] of this.changed) {
      if (change <= changes) this.changed.delete(object);
    }
    return seen;
  }

  /**
   * Executes them, once `mayStart` allows it; no other step of these versions is started meanwhile.
   *
   * @returns whether anything was done. A failure of one version does not affect the others.
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
    this.inFlight.add(work);
    void work.finally(() => this.inFlight.delete(work)).finally(this.onStepDone);
    return work;
  }

  /** Waits for the steps in flight. */
  async settle(): Promise<void> {
    await Promise.all(this.inFlight);
  }

  private isDue(step: Step): boolean {
    return this.context.kubernetes.time.now() >= (this.failing.get(keyOf(step))?.notBefore ?? 0);
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
        const semaphore = this.semaphoreOf(step);
        const progressed = may && (await semaphore.run(() => this.attempt(step, seen)));
        this.busy.delete(step.object);
        if (may) this.changed.set(step.object, ++this.changes);
        this.onStepDone();
        return progressed;
      }),
    );
    return done.includes(true);
  }

  private semaphoreOf({ admin }: Step): Semaphore {
    const semaphore = this.semaphores.get(admin.url) ?? new Semaphore(CONCURRENCY);
    this.semaphores.set(admin.url, semaphore);
    return semaphore;
  }

  /** Whether something was done, or the plan was outdated: either way, observe again. */
  private async attempt(step: Step, seen: Snapshot): Promise<boolean> {
    try {
      await this.execute(step, seen);
      return true;
    } catch (error) {
      this.failed(step, error, seen);
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
        admin: () => admins.client(step.admin),
        lease: admins.lease(step.admin, observation.desired),
        desiredUnchanged: () => isUnchanged(kubernetes, id, desiredResourceVersion),
        tell: (event) => emitEvents(kubernetes, id, [event]),
      });
      memory.troubles.delete(step.object);
      this.failing.delete(keyOf(step));
      if (registers) memory.succeeded(step.deployment);
    } finally {
      if (registers) memory.registering.delete(step.deployment);
    }
  }

  private failed(step: Step, error: unknown, { observation }: Snapshot): void {
    const { memory, kubernetes } = this.context;
    const register = step.actions.find(isRegister);
    const message = withoutSecrets((error as Error).message);
    log(`${step.object}: ${message}`);
    if (isOvertaken(error)) return;
    if (!register) {
      memory.troubles.set(step.object, message);
      this.pause(step);
    } else {
      const { hash } = register.desired;
      const final = isBreakingChange(error);
      const remedy = final ? '; set `breaking` on the deployment to register it all the same' : '';
      const view = viewOf(observation, step.admin);
      const refusedFor = final ? latestNamedIn(message, view) : undefined;
      const failure = { hash, message: message + remedy, final, refusedFor };
      memory.failed(step.deployment, failure, kubernetes.time.now(), Math.random());
    }
  }

  private pause(step: Step): void {
    const key = keyOf(step);
    const attempts = (this.failing.get(key)?.attempts ?? 0) + 1;
    const notBefore = this.context.kubernetes.time.now() + backoffMs(attempts, RETRY);
    this.failing.set(key, { attempts, notBefore });
  }
}

/** Whether the API server still has the desired state that was observed. */
export async function isUnchanged(
  kubernetes: KubernetesClient,
  id: string,
  resourceVersion: string,
): Promise<boolean> {
  const current = await kubernetes.findMetadata(RESOURCES.configMaps, NAMES.desiredState(id));
  return current?.metadata.resourceVersion === resourceVersion;
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
