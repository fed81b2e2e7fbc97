/**
 * One run of a cluster's Job: observe, plan, act, until there is nothing left to do.
 *
 * Every step may be the last one that ran, so that nothing is remembered between two steps but what
 * the cluster itself holds.
 */
import { CLUSTER_JOB_SECONDS } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { createEvent, warning } from '../kubernetes/event';
import type { EventSpec } from '../kubernetes/event';
import { retry } from '../lib/termination';
import type { Termination } from '../lib/termination';

/** What a step led to: the end of the run, or a reason to wait. */
export type StepResult =
  | (Termination & { readonly event?: EventSpec })
  /** `waitFor`: a clause about what is not so yet. `now`: something was done, so that the next step follows at once. */
  | { readonly waitFor: string; readonly now?: boolean };

export interface JobRun {
  readonly kubernetes: KubernetesClient;
  /** The Job that this is a run of; Events are attached to it. */
  readonly job: { readonly name: string; readonly uid?: string };
  readonly print: (line: string) => void;
  /** Milliseconds between two steps. @default 2 s */
  readonly intervalMs?: number;
  /** @default CLUSTER_JOB_SECONDS */
  readonly deadlineSeconds?: number;
}

/** How long a run waits for the same reason before it records an Event. */
const EVENT_AFTER_MS = 30_000;

/** Runs steps until one is the end. A step that throws is tried again, as after a crash. */
export async function runJob(run: JobRun, step: () => Promise<StepResult>): Promise<Termination> {
  const { time } = run.kubernetes;
  const endsAt = time.now() + (run.deadlineSeconds ?? CLUSTER_JOB_SECONDS) * 1000;
  let waitingFor = '';
  let since = 0;
  let recorded = '';
  for (;;) {
    const outcome = await step().catch((error: Error): StepResult => ({ waitFor: error.message }));
    if ('exit' in outcome) {
      if (outcome.event) await emit(run, outcome.event);
      return outcome;
    }
    if (outcome.now) continue;
    const now = time.now();
    if (outcome.waitFor !== waitingFor) {
      run.print(`waiting: ${outcome.waitFor}`);
      waitingFor = outcome.waitFor;
      since = now;
    }
    const late = now > endsAt;
    if (recorded !== waitingFor && (late || now - since > EVENT_AFTER_MS)) {
      recorded = waitingFor;
      await emit(run, warning('Waiting', waitingFor));
    }
    if (late) return retry(`timed out waiting: ${waitingFor}`);
    await time.sleep(run.intervalMs ?? 2_000);
  }
}

/** Records an Event of the Job, and logs it. */
export async function emit({ kubernetes, job, print }: JobRun, event: EventSpec): Promise<void> {
  print(`${event.reason}: ${event.message}`);
  await createEvent(kubernetes, { apiVersion: 'batch/v1', kind: 'Job', ...job }, event);
}

/** Of the pods of a cluster. */
export function ordinalsOf({ replicas }: { readonly replicas: number }): number[] {
  return Array.from({ length: replicas }, (_, ordinal) => ordinal);
}
