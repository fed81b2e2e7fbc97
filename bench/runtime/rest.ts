import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import type { Stage } from './stage';
import { perMinute } from './summary';

/** As long as the longest of the runtime's own periods. */
const WINDOW_MS = 310_000;

/** Nothing changes: calls a minute of a Deployment. */
export async function measureRest(stage: Stage, deployments: number) {
  const versions = Array.from({ length: deployments }, () => 1);
  const objects = await stage.apply({ versions, drainDelay: Duration.seconds(1), watch: true });
  const run = await stage.runtime.start('reconcile', '--watch');
  await stage.registered(objects, deployments);
  await sleep(10_000);
  stage.runtime.count();
  await sleep(WINDOW_MS);
  const calls = stage.runtime.count();
  const { peakMB } = await run.stop();
  return {
    deployments: String(deployments),
    ...perMinute(calls, WINDOW_MS),
    'peak MB': peakMB.toFixed(1),
  };
}
