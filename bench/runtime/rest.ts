import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { perMinute } from './summary';
import type { Testbed } from './testbed';

/** As long as the longest of the runtime's own periods. */
const WINDOW_MS = 310_000;

/** Nothing changes: calls a minute of a Deployment. */
export async function measureRest(testbed: Testbed, deployments: number) {
  const versions = Array.from({ length: deployments }, () => 1);
  const objects = await testbed.apply({ versions, drainDelay: Duration.seconds(1), watch: true });
  const run = await testbed.runtime.start('reconcile', '--watch');
  await testbed.registered(objects, deployments);
  await sleep(10_000);
  testbed.runtime.count();
  await sleep(WINDOW_MS);
  const calls = testbed.runtime.count();
  const { peakMB } = await run.stop();
  return {
    deployments: String(deployments),
    ...perMinute(calls, WINDOW_MS),
    'peak MB': peakMB.toFixed(1),
  };
}
