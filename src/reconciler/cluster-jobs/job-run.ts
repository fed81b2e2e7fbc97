/**
 * One run of a Job that looks after a cluster: look, decide, act, until there is nothing left to do.
 *
 * Every step may be the last one that ran, so that nothing is remembered between two looks but what
 * the cluster itself holds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CLUSTER_JOB_SECONDS, EXIT } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { createEvent } from '../kubernetes/event';
import type { Happening } from '../kubernetes/event';

/** How a run ended. */
export interface JobEnd {
  readonly exit: (typeof EXIT)[keyof typeof EXIT];
  readonly message: string;
}

/** What a step came to: the end of the run, or what is waited for. */
export type Outcome =
  | (JobEnd & { readonly happening?: Happening })
  /** `now`: something was done, so that the next look need not wait. */
  | { readonly waitFor: string; readonly now?: boolean };

export interface JobRun {
  readonly kubernetes: KubernetesClient;
  /** The Job that this is a run of; Events are attached to it. */
  readonly job: { readonly name: string; readonly uid?: string };
  readonly print: (line: string) => void;
  /** Milliseconds between two looks. @default 2 s */
  readonly intervalMs?: number;
  /** @default CLUSTER_JOB_SECONDS */
  readonly deadlineSeconds?: number;
}

/** How long the same thing is waited for before an Event tells of it. */
const PATIENCE_MS = 30_000;

/** Runs steps until one is the end. A step that throws is tried again, as after a crash. */
export async function runJob(run: JobRun, step: () => Promise<Outcome>): Promise<JobEnd> {
  const endsAt = performance.now() + (run.deadlineSeconds ?? CLUSTER_JOB_SECONDS) * 1000;
  let waitingFor = '';
  let since = 0;
  let told = '';
  for (;;) {
    const outcome = await step().catch((error: Error): Outcome => ({ waitFor: error.message }));
    if ('exit' in outcome) {
      if (outcome.happening) await tell(run, outcome.happening);
      return outcome;
    }
    if (outcome.now) continue;
    const now = performance.now();
    if (outcome.waitFor !== waitingFor) {
      run.print(`waiting: ${outcome.waitFor}`);
      waitingFor = outcome.waitFor;
      since = now;
    }
    const late = now > endsAt;
    if (told !== waitingFor && (late || now - since > PATIENCE_MS)) {
      told = waitingFor;
      await tell(run, { type: 'Warning', reason: 'Waiting', message: waitingFor });
    }
    if (late) return { exit: EXIT.retry, message: `gave up: ${waitingFor}` };
    await sleep(run.intervalMs ?? 2_000);
  }
}

/** Makes an Event of the Job, and a line of its log. */
export async function tell(
  { kubernetes, job, print }: JobRun,
  happening: Happening,
): Promise<void> {
  print(`${happening.reason}: ${happening.message}`);
  await createEvent(kubernetes, { apiVersion: 'batch/v1', kind: 'Job', ...job }, happening);
}
