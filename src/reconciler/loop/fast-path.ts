/**
 * Registers a version as soon as the informers show it ready, beside the passes, which may be busy
 * with others. It serves latency in a Deployment and nothing else: it takes nothing away, and what it
 * could get wrong, by relying on what the admin APIs said last, the next pass corrects.
 *
 * To do without it, delete this file, what refers to it in reconciler.ts and modes/watch.ts, and
 * `mayStart` of StepRunner.run.
 */
import type { AdminPool } from './admin-pool';
import type { Observer } from './observer';
import { isRegister, isUnchanged } from './step-runner';
import type { StepRunner } from './step-runner';
import type { KubernetesClient } from '../kubernetes/client';
import type { ObjectReader } from '../kubernetes/types';
import type { Signal } from '../lib/signal';
import type { Time } from '../lib/time';
import type { AdminFailure, AdminRef, AdminView, Observation } from '../observe/observation';
import { adminRef } from '../observe/refs';
import { isDestructive } from '../plan/actions';
import type { Step } from '../plan/actions';
import { plan } from '../plan/plan';
import type { Memory } from '../plan/retry-state';

/** An older answer of an admin API is not acted on. */
const MAX_AGE_MS = 120_000;
/** Without any change, the informers are checked this often. */
const RESYNC_MS = 60_000;

export interface FastPathContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly observer: Observer;
  readonly admins: AdminPool;
  readonly runner: StepRunner;
  readonly memory: Memory;
  readonly time: Time;
}

export class FastPath {
  /** What the admin APIs said in the last pass. */
  private last?: { readonly admins: Observation['admins']; readonly at: number };

  constructor(private readonly context: FastPathContext) {}

  /** Called with what a pass has observed. */
  remember({ admins }: Observation): void {
    this.last = { admins, at: this.context.time.now() };
  }

  /** Registers after each change until the signal; errors are left to the next pass, which meets them too. */
  async run(informers: ObjectReader, changed: Signal, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.registerReady(informers).catch(() => undefined);
      await changed.wait(RESYNC_MS, stop);
    }
  }

  async registerReady(informers: ObjectReader): Promise<void> {
    const { id, kubernetes, observer, admins, runner, memory } = this.context;
    const seen = await observer.cached(informers, (refs) => this.lastAnswers(refs));
    if (!seen) return;
    const ready = plan(seen.observation, memory).steps.filter(
      (step) => isRegistration(step) && runner.isFree(step),
    );
    void runner.run(ready, seen, async () => {
      const { leaseEpochs } = admins;
      const [held, unchanged] = await Promise.all([
        admins.acquire(ready.map(({ admin }) => admin)),
        isUnchanged(kubernetes, id, seen.desiredResourceVersion),
      ]);
      const all = ready.every(({ admin }) => held.has(admin.url));
      return unchanged && all && leaseEpochs === admins.leaseEpochs;
    });
  }

  private async lastAnswers(
    refs: readonly AdminRef[],
  ): Promise<Map<string, AdminView | AdminFailure>> {
    const { last } = this;
    const recent = last && this.context.time.now() - last.at < MAX_AGE_MS ? last.admins : undefined;
    return new Map(
      refs.map((ref) => {
        const key = adminRef(ref);
        return [key, recent?.get(key) ?? { failure: 'no recent response' }];
      }),
    );
  }
}

/** It gives a version to the server, and takes nothing away. */
function isRegistration({ actions }: Step): boolean {
  return actions.some(isRegister) && !actions.some(isDestructive);
}
