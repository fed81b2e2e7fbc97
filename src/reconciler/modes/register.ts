/** The Job of one deployment's desired state: it ends when that is registered, or can't be. */
import { CONDITIONS, EXIT, REGISTER_DEADLINE_SECONDS } from '../../contract';
import type { DesiredState } from '../../contract';
import { backoffMs } from '../lib/backoff';
import { log } from '../lib/log';
import type { Termination } from '../lib/termination';
import { SYSTEM_TIME } from '../lib/time';
import type { PassResult, Reconciler } from '../loop/reconciler';
import { readDesiredState, UnreadableError } from '../observe/observe';

export interface RegisterTarget {
  readonly id: string;
  readonly deployment: string;
  readonly hash: string;
}

/** A Job may start before the desired state that it was applied with has arrived. */
const EARLY_MS = 60_000;
const RETRY = { firstMs: 250, longestMs: 5_000 };

export async function runRegister(
  reconciler: Reconciler,
  target: RegisterTarget,
  stop: AbortSignal,
  time = SYSTEM_TIME,
): Promise<Termination> {
  const startedAt = time.now();
  const elapsed = () => time.now() - startedAt;
  reconciler.memory.retry = target.deployment;
  let message = 'not looked yet';
  for (let quiet = 0; !stop.aborted && elapsed() < REGISTER_DEADLINE_SECONDS * 1000;) {
    try {
      const { state } = await readDesiredState(reconciler.kubernetes, target.id);
      const superseded = supersededBy(state, target);
      if (superseded === undefined) {
        const result = await reconciler.pass();
        const termination = terminationOf(result, target);
        if (termination) return termination;
        message = readyMessage(result, target) ?? message;
        quiet = result.progressed ? 0 : quiet + 1;
      } else if (elapsed() > EARLY_MS) {
        return { exit: EXIT.superseded, message: superseded };
      } else {
        message = superseded;
        quiet++;
      }
    } catch (error) {
      // Whatever it is, nothing was lost: look again until the deadline.
      message = (error as Error).message;
      quiet++;
      if (!(error instanceof UnreadableError)) log(message);
    }
    await time.sleep(backoffMs(quiet + 1, RETRY), stop);
  }
  return { exit: EXIT.retry, message };
}

function supersededBy(
  state: DesiredState,
  { deployment, hash }: RegisterTarget,
): string | undefined {
  const entry = state.deployments.find(({ name }) => name === deployment);
  if (entry === undefined) return `superseded: ${deployment} has left the desired state`;
  return entry.hash === hash
    ? undefined
    : `superseded: the desired state of ${deployment} is ${entry.hash} (version ${entry.version}), not ${hash}`;
}

function terminationOf(
  { status, progressed }: PassResult,
  target: RegisterTarget,
): Termination | undefined {
  const entry = status.deployments.find(({ name }) => name === target.deployment);
  const ready = entry?.conditions.find(({ type }) => type === CONDITIONS.ready);
  if (progressed || ready === undefined || entry?.hash !== target.hash) return undefined;
  // A paused one is left alone until it is desired otherwise, and that makes another Job.
  if (ready.status === 'True' || ready.reason === 'Paused') {
    return { exit: EXIT.done, message: ready.message };
  }
  return ready.reason === 'BreakingChange'
    ? { exit: EXIT.final, message: ready.message }
    : undefined;
}

function readyMessage({ status }: PassResult, { deployment }: RegisterTarget): string | undefined {
  const entry = status.deployments.find(({ name }) => name === deployment);
  return entry?.conditions.find(({ type }) => type === CONDITIONS.ready)?.message;
}
