// The runtime on a real control plane and a real Restate server: what a sweep costs, how soon a version is
// registered and a drain is noticed, and how many calls that takes; and its memory, on servers in memory.
import { statSync } from 'node:fs';
import { measureDrains } from './drain';
import { measureRegistrations } from './latency';
import { measureMemory } from './memory';
import { measureRest } from './rest';
import { SCRIPT } from './runtime-process';
import { measureSweeps } from './sweep';
import { Testbed } from './testbed';
import { Cluster } from '../../test/e2e/harness/cluster/cluster';
import globalSetup from '../../test/e2e/harness/global-setup';
import globalTeardown from '../../test/e2e/harness/global-teardown';
import { table } from '../measure';

type Rows = ReadonlyArray<{ readonly [column: string]: string }>;

/** Started when it is first needed. */
type GetCluster = () => Promise<Cluster>;

async function onTestbed(
  cluster: GetCluster,
  name: string,
  measure: (testbed: Testbed) => Promise<Rows>,
) {
  const testbed = await Testbed.create(await cluster(), name);
  try {
    return await measure(testbed);
  } catch (error) {
    process.stderr.write(testbed.log());
    console.error(error);
    // What hangs may be what stopping it would wait for.
    return process.exit(1);
  } finally {
    await testbed.stop();
  }
}

const MEASUREMENTS: { readonly [name: string]: (cluster: GetCluster) => Promise<Rows> } = {
  memory: measureMemory,
  sweep: async (cluster) => measureSweeps(await cluster()),
  latency: (cluster) => onTestbed(cluster, 'latency', measureRegistrations),
  drain: (cluster) =>
    onTestbed(cluster, 'drain', async (testbed) => [await measureDrains(testbed, 'Deployment')]),
  'drain-jobs': (cluster) =>
    onTestbed(cluster, 'drain-jobs', async (testbed) => [await measureDrains(testbed, 'Jobs')]),
  rest: (cluster) =>
    onTestbed(cluster, 'rest', async (testbed) => [await measureRest(testbed, 21)]),
};

async function main(): Promise<void> {
  const chosen = process.argv.slice(2);
  let started: Promise<Cluster> | undefined;
  const cluster = () => (started ??= globalSetup().then(() => Cluster.connect()));
  const kibibytes = (statSync(SCRIPT).size / 1024).toFixed(1);
  process.stdout.write(`bundle: ${kibibytes} KiB\n`);
  for (const name of chosen.length > 0 ? chosen : Object.keys(MEASUREMENTS)) {
    const rows = await MEASUREMENTS[name](cluster);
    process.stdout.write(`\n${name}\n${table(rows)}\n`);
  }
  if (started) await globalTeardown();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
