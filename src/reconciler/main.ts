/** The runtime: `node reconcile.js COMMAND FLAGS`, as the constructs write it into their pods. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ENV, EXIT } from '../contract';
import type { PodAccess } from '../contract';
import { clusterCommand, isClusterCommand } from './cluster-jobs/command';
import { KubernetesClient } from './kubernetes/client';
import { inClusterConnection } from './kubernetes/connection';
import { log } from './lib/log';
import { withoutSecrets } from './lib/secrets';
import { retry } from './lib/termination';
import type { Termination } from './lib/termination';
import { Reconciler } from './loop/reconciler';
import { runRegister } from './modes/register';
import { runSweep } from './modes/sweep';
import { runWatch } from './modes/watch';

const USAGE =
  'usage: reconcile (--deployment=NAME --hash=HASH | --sweep | --watch), or provision, grow or credentials';

const TERMINATION_LOG = '/dev/termination-log';
const TERMINATION_LIMIT = 4096;

async function reconcile(args: readonly string[]): Promise<Termination> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      deployment: { type: 'string' },
      hash: { type: 'string' },
      sweep: { type: 'boolean' },
      watch: { type: 'boolean' },
    },
  });
  const { deployment, hash, sweep, watch } = values;
  const id = required(ENV.id);
  const namespace = required(ENV.namespace);
  const script = process.env[ENV.script];
  const access = JSON.parse(process.env[ENV.access] ?? '{}') as PodAccess;
  // A container that is restarted in its pod takes over its Leases at once.
  const holder = process.env[ENV.pod] ?? `run-${randomBytes(5).toString('hex')}`;
  const kubernetes = new KubernetesClient(inClusterConnection(), namespace);
  const stop = stopSignal();
  if (watch) {
    const port = process.env[ENV.metricsPort];
    return runWatch(kubernetes, { id, holder, access }, stop, port ? Number(port) : undefined);
  }
  const reconciler = new Reconciler(kubernetes, {
    id,
    holder,
    access,
    registrationJobOf: deployment,
  });
  try {
    if (sweep) return await runSweep(reconciler, { id, script }, stop);
    if (deployment && hash) return await runRegister(reconciler, { deployment, hash }, stop);
    return { exit: EXIT.usage, message: USAGE };
  } finally {
    await reconciler.settle();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  let termination: Termination;
  try {
    if (command === 'reconcile') {
      termination = await reconcile(args);
    } else if (isClusterCommand(command)) {
      const kubernetes = new KubernetesClient(inClusterConnection(), required(ENV.namespace));
      termination = await clusterCommand(command, args, kubernetes);
    } else {
      termination = { exit: EXIT.usage, message: USAGE };
    }
  } catch (error) {
    termination = retry((error as Error).message);
  }
  log(termination.message);
  try {
    const message = withoutSecrets(termination.message);
    writeFileSync(TERMINATION_LOG, message.slice(0, TERMINATION_LIMIT));
  } catch {
    // Outside of a pod there is none.
  }
  process.exit(termination.exit);
}

void main();
