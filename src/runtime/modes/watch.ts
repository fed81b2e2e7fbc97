/** The Deployment: it looks again whenever something changed, and every now and then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, LABELS, NAMES } from '../../contract';
import { RESOURCES } from '../kubernetes/types';
import type { ResourceKind } from '../kubernetes/types';
import { watch } from '../kubernetes/watch';
import { UnreadableError } from '../observe/observe';
import { log } from '../reconciler';
import type { Reconciler } from '../reconciler';
import type { Outcome } from './register';

/** While something drains, what the server knows is asked for so often. */
const DRAIN_POLL_MS = 1_500;
const PENDING_POLL_MS = 5_000;
const RESYNC_MS = 60_000;
/** Changes come in bursts. */
const DEBOUNCE_MS = 20;

export async function runWatch(
  reconciler: Reconciler,
  id: string,
  stop: AbortSignal,
): Promise<Outcome> {
  const bell = new Bell();
  const watches = startWatches(reconciler, id, bell, stop);
  for (let failures = 0; !stop.aborted;) {
    let pause = RESYNC_MS;
    try {
      const result = await reconciler.pass();
      const { plan, progressed, heldUp } = result;
      if (!progressed && !heldUp) await reconciler.leftovers.remove(result);
      failures = 0;
      if (progressed) pause = 0;
      else if (heldUp) pause = 1_000;
      else if (plan.draining) pause = DRAIN_POLL_MS;
      else if (plan.pending) pause = PENDING_POLL_MS;
    } catch (error) {
      if (!(error instanceof UnreadableError)) log((error as Error).message);
      pause = Math.min(250 * 2 ** ++failures, 30_000);
    }
    await bell.wait(pause, stop);
  }
  await watches;
  return { exit: EXIT.done, message: 'stopped' };
}

async function startWatches(
  reconciler: Reconciler,
  id: string,
  bell: Bell,
  stop: AbortSignal,
): Promise<void> {
  const { kubernetes } = reconciler;
  const versioned: ResourceKind[] = [RESOURCES.replicaSets];
  await Promise.all([
    watch(
      kubernetes,
      RESOURCES.configMaps,
      { fieldSelector: `metadata.name=${NAMES.desiredState(id)}` },
      () => bell.ring(),
      stop,
    ),
    ...versioned.map((kind) =>
      watch(kubernetes, kind, { labelSelector: LABELS.ownedBy }, () => bell.ring(), stop),
    ),
  ]);
}

class Bell {
  private rung = false;
  private wake?: () => void;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Until it rings, or has rung since the last wait, or the time is over. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (ms === 0) return;
    if (!this.rung) {
      const early = new AbortController();
      this.wake = () => early.abort();
      const signal = AbortSignal.any([early.signal, stop]);
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      this.wake = undefined;
    }
    if (this.rung) await sleep(DEBOUNCE_MS);
    this.rung = false;
  }
}
