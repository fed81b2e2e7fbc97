// The runtime on a real control plane and a real Restate server: what a sweep costs, how soon a version is
// registered and a drain is noticed, and how many calls that takes.
import { statSync } from 'node:fs';
import { measureDrains } from './drain';
import { measureRegistrations } from './latency';
import { measureRest } from './rest';
import { SCRIPT } from './runtime-process';
import { Stage } from './stage';
import { measureSweeps } from './sweep';
import { Cluster } from '../../test/e2e/harness/cluster/cluster';
import globalSetup from '../../test/e2e/harness/global-setup';
import globalTeardown from '../../test/e2e/harness/global-teardown';
import { table } from '../measure';

type Rows = ReadonlyArray<{ readonly [column: string]: string }>;

async function onStage(cluster: Cluster, name: string, measure: (stage: Stage) => Promise<Rows>) {
  const stage = await Stage.create(cluster, name);
  try {
    return await measure(stage);
  } catch (error) {
    process.stderr.write(stage.log());
    console.error(error);
    // What hangs may be what stopping it would wait for.
    return process.exit(1);
  } finally {
    await stage.stop();
  }
}

const MEASUREMENTS: { readonly [name: string]: (cluster: Cluster) => Promise<Rows> } = {
  sweep: measureSweeps,
  latency: (cluster) => onStage(cluster, 'latency', measureRegistrations),
  drain: (cluster) =>
    onStage(cluster, 'drain', async (stage) => [await measureDrains(stage, 'Deployment')]),
  'drain-jobs': (cluster) =>
    onStage(cluster, 'drain-jobs', async (stage) => [await measureDrains(stage, 'Jobs')]),
  rest: (cluster) => onStage(cluster, 'rest', async (stage) => [await measureRest(stage, 21)]),
};

async function main(): Promise<void> {
  const chosen = process.argv.slice(2);
  await globalSetup();
  const cluster = Cluster.connect();
  const kibibytes = (statSync(SCRIPT).size / 1024).toFixed(1);
  process.stdout.write(`bundle: ${kibibytes} KiB\n`);
  for (const name of chosen.length > 0 ? chosen : Object.keys(MEASUREMENTS)) {
    const rows = await MEASUREMENTS[name](cluster);
    process.stdout.write(`\n${name}\n${table(rows)}\n`);
  }
  await globalTeardown();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
