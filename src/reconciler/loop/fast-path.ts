/**
 * Registers a version as soon as the informers show it ready, beside the passes, which may be busy
 * with others. It serves latency in a Deployment and nothing else: it takes nothing away, and what it
 * could get wrong, by relying on what the admin APIs said last, the next pass corrects.
 *
 * To do without it, delete this file, what refers to it in reconciler.ts and modes/watch.ts, and
 * `mayStart` of StepRunner.run.
 */
import { observeCached } from './observer';
import type { ObserverContext } from './observer';
import { isRegister, isUnchanged } from './step-runner';
import type { StepContext, StepRunner } from './step-runner';
import type { ObjectReader } from '../kubernetes/types';
import type { Signal } from '../lib/signal';
import type { AdminFailure, AdminView, Observation } from '../observe/observation';
import { isDestructive } from '../plan/actions';
import type { Step } from '../plan/actions';
import { plan } from '../plan/plan';

/** An older answer of an admin API is not acted on. */
const MAX_AGE_MS = 120_000;
/** Without any change, the informers are checked this often. */
const RESYNC_MS = 60_000;

export class FastPath {
  /** What the admin APIs said in the last pass. */
  private last?: { readonly admins: Observation['admins']; readonly at: number };

  constructor(
    private readonly context: ObserverContext & StepContext,
    private readonly runner: StepRunner,
  ) {}

  /** Called with what a pass has observed. */
  remember({ admins }: Observation): void {
    this.last = { admins, at: this.context.kubernetes.time.now() };
  }

  /** Registers after each change until the signal; errors are left to the next pass, which meets them too. */
  async run(informers: ObjectReader, changed: Signal, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.registerReady(informers).catch(() => undefined);
      await changed.wait(RESYNC_MS, stop);
    }
  }

  async registerReady(informers: ObjectReader): Promise<void> {
    const { context, runner } = this;
    const { id, kubernetes, admins, memory } = context;
    const seen = await observeCached(context, informers, async () => this.lastAnswers());
    if (!seen) return;
    const ready = plan(seen.observation, memory).steps.filter(
      (step) => isRegistration(step) && runner.isFree(step),
    );
    void runner.run(ready, seen, async () => {
      const { leaseEpochs } = admins;
      const [held, unchanged] = await Promise.all([
        admins.acquire(
          ready.map(({ admin }) => admin),
          seen.observation.desired,
        ),
        isUnchanged(kubernetes, id, seen.desiredResourceVersion),
      ]);
      const all = ready.every(({ admin }) => held.has(admin.url));
      return unchanged && all && leaseEpochs === admins.leaseEpochs;
    });
  }

  /** An admin API that is not among them counts as one that can't be asked. */
  private lastAnswers(): Map<string, AdminView | AdminFailure> {
    const { last } = this;
    const recent = last && this.context.kubernetes.time.now() - last.at < MAX_AGE_MS;
    return new Map(recent ? last.admins : []);
  }
}

/** It gives a version to the server, and takes nothing away. */
function isRegistration({ actions }: Step): boolean {
  return actions.some(isRegister) && !actions.some(isDestructive);
}
