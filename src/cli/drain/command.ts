import { drain } from './drain';
import { RuntimeInCluster } from './runtime';
import { formatDeletionPolicy } from '../../contract';
import { shown } from '../../core/faults';
import { defineCommand } from '../command';
import type { Command } from '../command';
import type { FlagTable, Options } from '../flags';
import { UsageError } from '../io';
import type { CommandIo, ExitStatus } from '../io';
import { CONNECTION_FLAGS, connectionArgs } from '../kubectl';

const DRAIN_FLAGS = {
  forceAfter: {
    name: 'force-after',
    value: 'DURATION',
    help: 'remove versions after so long with the invocations that still run on them, which are lost, such as 30m (default: never)',
  },
  timeout: {
    name: 'timeout',
    value: 'DURATION',
    help: 'stop waiting after so long; what drains goes on draining (default: wait for as long as it takes)',
  },
  ...CONNECTION_FLAGS,
} as const satisfies FlagTable;

const WHAT_HAPPENS =
  'Takes all deployments of the app with this runtime out of the desired state: their services are made private, and each version is deregistered and deleted once no invocation needs it; its Kafka clusters and subscriptions are removed from the server at once. Shows what is left and why, until nothing is. The clusters of Restate, and what belongs to other apps, are not touched. It may be interrupted at any time, and goes on when it is run again. Requires kubectl.';
const EXIT_STATUS =
  '0 when nothing is left; 1 if something is left when the timeout is over, or on an error; 2 if the command line is invalid.';

/** `cdk8s-restate drain`. */
export const drainCommand: Command = defineCommand({
  name: 'drain',
  positionals: 'RUNTIME',
  summary: 'remove all versions of an app, once no invocation needs them',
  description: WHAT_HAPPENS,
  flags: DRAIN_FLAGS,
  exitStatus: EXIT_STATUS,
  run: async (options, runtimes, io) => ((await drained(options, runtimes, io)) ? 0 : 1),
});

/** `cdk8s-restate uninstall`. */
export const uninstallCommand: Command = defineCommand({
  name: 'uninstall',
  positionals: 'RUNTIME',
  summary: 'the same, then delete what the runtime itself consists of',
  description: `${WHAT_HAPPENS} Then it deletes the runtime: its CronJob or Deployment, Jobs, ConfigMaps, Leases, ServiceAccount, Role and RoleBinding.`,
  flags: DRAIN_FLAGS,
  exitStatus: EXIT_STATUS,

  async run(options, runtimes, io): Promise<ExitStatus> {
    const runtime = await drained(options, runtimes, io);
    if (!runtime) return 1;
    io.stdout.write(await runtime.delete());
    return 0;
  },
});

/** Undefined when something is left. */
async function drained(
  options: Options<typeof DRAIN_FLAGS>,
  runtimes: readonly string[],
  { stdout, stderr }: CommandIo,
): Promise<RuntimeInCluster | undefined> {
  if (runtimes.length !== 1) {
    throw new UsageError(
      `expected the name of one runtime, got ${runtimes.length}; \`cdk8s-restate status\` shows them`,
    );
  }
  const forceAfterSeconds = seconds('--force-after', options.forceAfter);
  const timeout = seconds('--timeout', options.timeout);
  const runtime = new RuntimeInCluster(runtimes[0], connectionArgs(options));
  const { objects, endpoints, kafka } = await runtime.remaining();
  if (forceAfterSeconds !== undefined && objects.length > 0) {
    const policy = { type: 'drain-then-force', afterSeconds: forceAfterSeconds } as const;
    await runtime.setDeletionPolicy(formatDeletionPolicy(policy));
    if (endpoints > 0) {
      stderr.write('Warning: --force-after does not apply to versions without pods (endpoints)\n');
    }
  }
  await runtime.desireNothing();
  if (objects.length + endpoints + kafka > 0) await runtime.startRun();
  const isDone = await drain(runtime, {
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    report: (line) => stdout.write(`${line}\n`),
  });
  if (isDone) return runtime;
  stderr.write('Still draining; run the command again to go on waiting.\n');
  return undefined;
}

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400 };

/** @throws UsageError */
function seconds(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new UsageError(
      `${flag}: ${shown(text)} is not a duration; write one such as 90s, 30m, 2h or 7d`,
    );
  }
  return Number(count) * UNITS[unit];
}
