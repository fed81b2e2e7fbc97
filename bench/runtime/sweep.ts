import { Duration } from 'cdk8s';
import { Testbed } from './testbed';
import type { Cluster } from '../../test/e2e/harness/cluster/cluster';

const SIZES = [1, 20, 200];
const ROUNDS = 5;

/** What a sweep costs, by the number of deployments: its calls, its time and its memory. */
export async function measureSweeps(cluster: Cluster) {
  const rows = [];
  for (const size of SIZES) {
    const testbed = await Testbed.create(cluster, `sweep-${size}`);
    const versions = Array.from({ length: size }, () => 1);
    await testbed.ready(await testbed.apply({ versions, drainDelay: Duration.seconds(1) }));
    const first = await sweep(testbed);
    rows.push(row(size, 'registers all', [first]));
    const rest = [];
    for (let round = 0; round < ROUNDS; round++) rest.push(await sweep(testbed));
    rows.push(row(size, 'nothing to do', rest));
    await testbed.stop();
  }
  return rows;
}

type Sweep = Awaited<ReturnType<typeof sweep>>;

async function sweep({ runtime }: Testbed) {
  runtime.count();
  const { ended } = await runtime.start('reconcile', '--sweep');
  const result = await ended;
  if (result.exit !== 0) throw new Error(`the sweep ended with ${result.exit}`);
  return { ...result, ...runtime.count() };
}

function row(deployments: number, sweeps: string, measured: readonly Sweep[]) {
  const [{ api, admin }] = measured;
  return {
    deployments: String(deployments),
    sweep: sweeps,
    'API calls': String(api),
    'admin calls': String(admin),
    'ms with start': Math.min(...measured.map(({ ms }) => ms)).toFixed(0),
    'peak MB': Math.max(...measured.map(({ peakMB }) => peakMB)).toFixed(1),
  };
}
