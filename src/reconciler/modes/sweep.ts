/**
 * A pod of the CronJob: it stays up while versions drain, so that the end of a drain is noticed within
 * seconds, and exits just before the next scheduled time, so that the next pod takes over without a gap.
 */
import { NAMES } from '../../contract';
import type { RuntimeStatus, SweepSchedule } from '../../contract';
import { RESOURCES } from '../kubernetes/types';
import type { KubernetesObject } from '../kubernetes/types';
import { backoffMs } from '../lib/backoff';
import { log } from '../lib/log';
import { done, retry } from '../lib/termination';
import type { Termination } from '../lib/termination';
import type { Reconciler } from '../loop/reconciler';
import { together } from '../plan/condition';

const POLL_MS = 4_000;
/** While another run or a registration is waited for. */
const SHORT_POLL_MS = 1_000;
/** After this long, the next scheduled time is left to the next pod. */
const HANDOVER_MS = 540_000;
const MAX_FAILURES = 8;
const RETRY = { firstMs: 1_000, longestMs: 15_000 };

export async function runSweep(
  reconciler: Reconciler,
  { id, script }: { readonly id: string; readonly script?: string },
  stop: AbortSignal,
): Promise<Termination> {
  const { time } = reconciler.kubernetes;
  const startedAt = time.now();
  let failures = 0;
  for (let passes = 1; !stop.aborted; passes++) {
    try {
      if (await isReplaced(reconciler, id, script)) {
        return done('the CronJob uses another script; its next run continues');
      }
      const result = await reconciler.pass();
      const { plan, status, desired, now, progressed, waitingForLease, inFlight } = result;
      failures = 0;
      const busy = progressed || waitingForLease || inFlight || plan.draining;
      if (!busy) {
        return done(
          `${passes} passes; ${status.deployments.length} deployments, none draining${troubleOf(status)}`,
        );
      }
      if (time.now() - startedAt > HANDOVER_MS && isJustBeforeSchedule(now, desired.sweep)) {
        return done('versions are still draining; the next scheduled run continues');
      }
      if (!progressed) {
        await time.sleep(waitingForLease || inFlight ? SHORT_POLL_MS : POLL_MS, stop);
      }
    } catch (error) {
      const { message } = error as Error;
      log(message);
      if (++failures >= MAX_FAILURES) return retry(message);
      await time.sleep(backoffMs(failures, RETRY), stop);
    }
  }
  return done('stopped');
}

/** What is wrong with the runtime as a whole: it is no failure of this run, and the next one would find it as well. */
function troubleOf({ conditions }: RuntimeStatus): string {
  const troubles = conditions.filter(({ status }) => status !== 'True');
  return troubles.length > 0 ? `; ${together(troubles.map(({ message }) => message))}` : '';
}

/** Without a schedule, always. */
export function isJustBeforeSchedule(now: Date, schedule: SweepSchedule | undefined): boolean {
  if (!schedule) return true;
  const soon = new Date(now.getTime() + 2 * POLL_MS);
  const ticks = soon.getUTCMinutes() !== now.getUTCMinutes();
  return (
    ticks &&
    soon.getUTCMinutes() % schedule.everyMinutes === schedule.offsetMinutes % schedule.everyMinutes
  );
}

interface CronJob extends KubernetesObject {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly volumes?: ReadonlyArray<{ readonly configMap?: { readonly name?: string } }>;
          };
        };
      };
    };
  };
}

async function isReplaced(
  reconciler: Reconciler,
  id: string,
  script: string | undefined,
): Promise<boolean> {
  if (script === undefined) return false;
  const cronJob = await reconciler.kubernetes.find<CronJob>(RESOURCES.cronJobs, NAMES.host(id));
  if (!cronJob) return false;
  const { volumes = [] } = cronJob.spec.jobTemplate.spec.template.spec;
  return !volumes.some(({ configMap }) => configMap?.name === script);
}
