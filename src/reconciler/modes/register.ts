/** The Job of one deployment's desired state: it ends when that is registered, or can't be. */
import { CONDITIONS, EXIT, REGISTER_DEADLINE_SECONDS } from '../../contract';
import type { DeploymentStatus, DesiredState } from '../../contract';
import { backoffMs } from '../lib/backoff';
import { log } from '../lib/log';
import { byName, ofType } from '../lib/named';
import { done, retry, superseded } from '../lib/termination';
import type { Termination } from '../lib/termination';
import type { PassResult, Reconciler } from '../loop/reconciler';
import { UnreadableError } from '../observe/observe';

export interface RegisterTarget {
  readonly deployment: string;
  readonly hash: string;
}

/** A Job may start before the desired state that it was applied with has arrived. */
const EARLY_MS = 60_000;
const RETRY = { firstMs: 250, longestMs: 5_000 };

/** The desired state is not the one that this Job was made for. */
class SupersededError extends Error {}

/** @param reconciler made with `registrationJobOf` */
export async function runRegister(
  reconciler: Reconciler,
  target: RegisterTarget,
  stop: AbortSignal,
): Promise<Termination> {
  const { time } = reconciler.kubernetes;
  const startedAt = time.now();
  const elapsed = () => time.now() - startedAt;
  const guard = (desired: DesiredState) => checkCurrent(desired, target);
  let message = 'not reconciled yet';
  for (let idle = 0; !stop.aborted && elapsed() < REGISTER_DEADLINE_SECONDS * 1000;) {
    try {
      const undisturbed = await reconciler.isUndisturbed(target.deployment);
      const result = await reconciler.pass({ guard });
      const termination = terminationOf(result, target);
      // With a request on its way, of this run or another, what was seen may be over in a moment.
      if (termination && undisturbed && !result.inFlight) return termination;
      message = readyMessage(result, target) ?? message;
      idle = result.progressed ? 0 : idle + 1;
    } catch (error) {
      message = (error as Error).message;
      idle++;
      if (error instanceof SupersededError) {
        if (elapsed() > EARLY_MS) return superseded(message);
      } else if (!(error instanceof UnreadableError)) {
        // Whatever it is, nothing was lost: the next pass starts over, until the deadline.
        log(message);
      }
    }
    await time.sleep(backoffMs(idle + 1, RETRY), stop);
  }
  return retry(message);
}

/** @throws SupersededError */
function checkCurrent(desired: DesiredState, { deployment, hash }: RegisterTarget): void {
  const entry = byName(desired.deployments, deployment);
  if (!entry) {
    throw new SupersededError(`${deployment} is no longer in the desired state`);
  }
  if (entry.hash === hash) return;
  throw new SupersededError(
    `the desired state of ${deployment} is ${entry.hash} (version ${entry.version}), not ${hash}`,
  );
}

function terminationOf(
  { status, progressed }: PassResult,
  target: RegisterTarget,
): Termination | undefined {
  const entry = byName(status.deployments, target.deployment);
  const ready = readyOf(entry);
  if (progressed || !ready || entry?.hash !== target.hash) return undefined;
  // A paused one is left alone until it is desired otherwise, and that makes another Job. For a person nobody can wait in
  // a Job: the CronJob sees what they decide.
  if (ready.status === 'True' || ['Paused', 'WaitingForGate'].includes(ready.reason)) {
    return done(ready.message);
  }
  return ['BreakingChange', 'GateFailed'].includes(ready.reason)
    ? { exit: EXIT.final, message: ready.message }
    : undefined;
}

function readyMessage({ status }: PassResult, { deployment }: RegisterTarget): string | undefined {
  return readyOf(byName(status.deployments, deployment))?.message;
}

function readyOf(entry: DeploymentStatus | undefined) {
  return entry?.conditions.find(ofType(CONDITIONS.ready));
}
