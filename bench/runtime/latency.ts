import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { summary } from './summary';
import type { Testbed } from './testbed';
import { Informer } from '../../test/e2e/harness/cluster/informer';

export const DEPLOYMENTS = 21;
const SINGLE_ROUNDS = 15;
const BURSTS = 3;
const BURST = 20;
/**
 * kube-proxy writes its rules at most once a second. Those for a new Service are written before its pods are ready, since
 * real ones take longer to start; otherwise each figure would be that second.
 */
const START_MS = 2_000;

/** From "its pods are ready", as the API server tells it, to the answer of the admin API: as a Deployment. */
export async function measureRegistrations(testbed: Testbed) {
  const ready = new Map<string, number>();
  const answered = new Map<string, number>();
  const informer = new Informer(
    testbed.cluster.client,
    testbed.path('replicasets'),
    (set, deleted) => {
      const { name } = set.metadata;
      const isReady = set.status?.availableReplicas === 1 && set.spec.replicas === 1;
      if (!deleted && isReady && !ready.has(name!)) ready.set(name!, performance.now());
    },
  );
  testbed.runtime.admin.answered = ({ method, path, body }, status) => {
    if (method !== 'POST' || path !== '/deployments' || status >= 300) return;
    const [object] = new URL(JSON.parse(body).uri).hostname.split('.');
    if (!answered.has(object)) answered.set(object, performance.now());
  };
  const versions = Array.from({ length: DEPLOYMENTS }, () => 1);
  const apply = () => testbed.apply({ versions, drainDelay: Duration.seconds(1), watch: true });
  const deploy = async (indexes: readonly number[]): Promise<number[]> => {
    for (const index of indexes) versions[index]++;
    testbed.pods.hold();
    const objects = await apply();
    const changed = indexes.map((index) => objects[index]);
    await testbed.podsHeld(changed.length);
    await sleep(START_MS);
    testbed.pods.release();
    await testbed.registered(objects, DEPLOYMENTS);
    return changed.map((object) => answered.get(object)! - ready.get(object)!);
  };
  const first = await apply();
  const watch = await testbed.runtime.start('reconcile', '--watch');
  await testbed.registered(first, DEPLOYMENTS);

  const single: number[] = [];
  for (let round = 0; round < SINGLE_ROUNDS; round++) single.push(...(await deploy([round])));
  const burst: number[] = [];
  for (let round = 0; round < BURSTS; round++) {
    burst.push(...(await deploy(versions.map((_, index) => index).slice(0, BURST))));
  }
  await informer.stop();
  testbed.runtime.admin.answered = undefined;
  const { peakMB } = await watch.stop();
  return [
    { 'ready -> registered': 'one', ...summary(single), 'peak MB': peakMB.toFixed(1) },
    { 'ready -> registered': `${BURST} at once`, ...summary(burst), 'peak MB': peakMB.toFixed(1) },
  ];
}
