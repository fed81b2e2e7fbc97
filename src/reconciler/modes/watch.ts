/**
 * The Deployment: a pass follows each change in the namespace, and the admin APIs are polled beside,
 * more often while something drains.
 */
import { Metrics } from './metrics';
import { serveMetrics } from './metrics-server';
import type { KubernetesClient } from '../kubernetes/client';
import { Informers } from '../kubernetes/informers';
import { backoffMs } from '../lib/backoff';
import { log } from '../lib/log';
import { Signal } from '../lib/signal';
import { done } from '../lib/termination';
import type { Termination } from '../lib/termination';
import { Reconciler } from '../loop/reconciler';
import type { PassResult, ReconcilerOptions } from '../loop/reconciler';
import { UnreadableError } from '../observe/observe';

/** While something drains, what the server knows is asked for so often. */
const DRAIN_POLL_MS = 1_500;
const PENDING_POLL_MS = 5_000;
const IDLE_POLL_MS = 60_000;
const LEASE_POLL_MS = 1_000;
/** However well the watches work, the API server itself is asked this often. */
const RESYNC_MS = 300_000;
/** Changes come in bursts, and what is urgent does not wait for a pass. */
const BURST_MS = 50;
const RETRY = { firstMs: 500, longestMs: 30_000 };

/** @param metricsPort where Prometheus reads what it has done; left out, nowhere */
export async function runWatch(
  kubernetes: KubernetesClient,
  options: ReconcilerOptions,
  stop: AbortSignal,
  metricsPort?: number,
): Promise<Termination> {
  const metrics = new Metrics(kubernetes.time);
  if (metricsPort !== undefined) serveMetrics(metricsPort, () => metrics.text(), stop);
  const passDue = new Signal();
  const changed = new Signal();
  const onStepDone = () => passDue.notify();
  const reconciler = new Reconciler(kubernetes, { ...options, onStepDone });
  const onChange = () => {
    changed.notify();
    passDue.notify();
  };
  const informers = new Informers(kubernetes, stop, onChange, log);
  await Promise.all([
    reconciler.fastPath.run(informers, changed, stop),
    reconcile(reconciler, informers, passDue, metrics, stop),
  ]);
  await informers.stopped();
  await reconciler.settle();
  return done('stopped');
}

async function reconcile(
  reconciler: Reconciler,
  informers: Informers,
  passDue: Signal,
  metrics: Metrics,
  stop: AbortSignal,
): Promise<void> {
  const { time } = reconciler.kubernetes;
  let freshAt = -Infinity;
  for (let failures = 0; !stop.aborted;) {
    let pause: number;
    try {
      const resync = time.now() - freshAt > RESYNC_MS;
      const result = await reconciler.pass(resync ? {} : { informers });
      metrics.passed(result.status, result.now);
      if (result.fresh) freshAt = time.now();
      failures = 0;
      pause = pauseAfter(result);
    } catch (error) {
      metrics.failed();
      if (!(error instanceof UnreadableError)) log((error as Error).message);
      pause = backoffMs(++failures, RETRY);
    }
    if (pause === 0) continue;
    await passDue.wait(pause, stop);
    if (!stop.aborted) await time.sleep(BURST_MS, stop);
  }
}

function pauseAfter({ plan, progressed, waitingForLease, retryInMs }: PassResult): number {
  if (progressed) return 0;
  if (waitingForLease) return LEASE_POLL_MS;
  if (!plan.pending) return plan.draining ? DRAIN_POLL_MS : IDLE_POLL_MS;
  return Math.min(retryInMs, plan.draining ? DRAIN_POLL_MS : PENDING_POLL_MS);
}
