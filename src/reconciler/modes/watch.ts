/**
 * The Deployment: it follows what changes in the namespace, registers at once what becomes ready, and
 * asks the admin APIs every now and then, often while something drains.
 */
import { EXIT } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { Informers } from '../kubernetes/informers';
import { backoffMs } from '../lib/backoff';
import { log } from '../lib/log';
import { Signal } from '../lib/signal';
import type { Termination } from '../lib/termination';
import { SYSTEM_TIME } from '../lib/time';
import type { Time } from '../lib/time';
import { Reconciler } from '../loop/reconciler';
import type { PassResult, ReconcilerOptions } from '../loop/reconciler';
import { UnreadableError } from '../observe/observe';

/** While something drains, what the server knows is asked for so often. */
const DRAIN_POLL_MS = 1_500;
const PENDING_POLL_MS = 5_000;
const REST_MS = 60_000;
/** However well the watches go, the API server itself is looked at so often. */
const FRESH_MS = 300_000;
/** Changes come in bursts, and what is urgent does not wait for a pass. */
const BURST_MS = 50;
const RETRY = { firstMs: 500, longestMs: 30_000 };

export async function runWatch(
  kubernetes: KubernetesClient,
  options: ReconcilerOptions,
  stop: AbortSignal,
  time = SYSTEM_TIME,
): Promise<Termination> {
  const look = new Signal();
  const ready = new Signal();
  const reconciler = new Reconciler(kubernetes, { ...options, onStepDone: () => look.notify() });
  const changed = () => {
    ready.notify();
    look.notify();
  };
  const informers = new Informers(kubernetes, stop, changed, log, time);
  await Promise.all([
    registerWhatIsReady(reconciler, informers, ready, stop),
    reconcile(reconciler, informers, look, stop, time),
  ]);
  await informers.stopped();
  await reconciler.settle();
  return { exit: EXIT.done, message: 'stopped' };
}

async function registerWhatIsReady(
  reconciler: Reconciler,
  informers: Informers,
  signal: Signal,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    // Whatever it is, the next pass meets it as well, and tells.
    await reconciler.registerReady(informers).catch(() => undefined);
    await signal.wait(REST_MS, stop);
  }
}

async function reconcile(
  reconciler: Reconciler,
  informers: Informers,
  signal: Signal,
  stop: AbortSignal,
  time: Time,
): Promise<void> {
  let freshAt = -Infinity;
  for (let failures = 0; !stop.aborted;) {
    let pause: number;
    try {
      const due = time.now() - freshAt > FRESH_MS;
      const result = await reconciler.pass(due ? undefined : informers);
      if (result.fresh) freshAt = time.now();
      if (result.fresh && !result.progressed && !result.waitingForLease) {
        await reconciler.garbage.collect(result);
      }
      failures = 0;
      pause = pauseAfter(result, reconciler);
    } catch (error) {
      if (!(error instanceof UnreadableError)) log((error as Error).message);
      pause = backoffMs(++failures, RETRY);
    }
    if (pause === 0) continue;
    await signal.wait(pause, stop);
    if (!stop.aborted) await time.sleep(BURST_MS, stop);
  }
}

function pauseAfter(
  { plan, progressed, waitingForLease }: PassResult,
  { memory, kubernetes }: Reconciler,
): number {
  if (progressed) return 0;
  if (waitingForLease) return 1_000;
  if (!plan.pending) return plan.draining ? DRAIN_POLL_MS : REST_MS;
  const retry = memory.untilRetry(kubernetes.clock.now());
  return Math.min(retry, plan.draining ? DRAIN_POLL_MS : PENDING_POLL_MS);
}
