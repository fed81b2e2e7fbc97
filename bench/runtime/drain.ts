import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { perMinute, summary } from './summary';
import type { Testbed } from './testbed';
import { waitUntil } from '../../test/e2e/harness/wait';

const DEPLOYMENTS = 21;
const DRAINING = 20;
const WINDOW_MS = 60_000;

/** 20 of 21 deployments drain: calls a minute, and from "the last invocation has completed" to "marked". */
export async function measureDrains(testbed: Testbed, mode: 'Deployment' | 'Jobs') {
  const marked = new Map<string, number>();
  testbed.runtime.api.answered = ({ method, path, body }, status) => {
    const name = /\/replicasets\/([^/?]+)\/status/.exec(path)?.[1];
    const marks = /"restate.dev\/remove-version-at":"/.test(body);
    if (method === 'PATCH' && status < 300 && name && marks) marked.set(name, performance.now());
  };
  const watch = mode === 'Deployment';
  const start = () => testbed.runtime.start('reconcile', watch ? '--watch' : '--sweep');
  const apply = (version: number) =>
    testbed.apply({
      versions: Array.from({ length: DEPLOYMENTS }, (_, index) => (index < DRAINING ? version : 1)),
      drainDelay: Duration.hours(1),
      watch,
    });
  const old = await apply(1);
  await testbed.ready(old);
  let run = await start();
  await testbed.registered(old, DEPLOYMENTS);
  const waiting = [];
  for (let index = 0; index < DRAINING; index++) {
    waiting.push(await testbed.startInvocation(`d${index}`));
  }
  const current = await apply(2);
  await testbed.ready(current);
  if (!watch) {
    await run.ended;
    run = await start();
  }
  await testbed.registered(current, DEPLOYMENTS + DRAINING);
  await sleep(5_000);
  testbed.runtime.count();
  await sleep(WINDOW_MS);
  const calls = testbed.runtime.count();

  const latencies: number[] = [];
  for (const [index, { awakeable, invocation }] of waiting.entries()) {
    if (marked.has(old[index])) throw new Error(`${old[index]} is marked, and still needed`);
    await testbed.restate.client.resolveAwakeable(awakeable, 'done');
    await testbed.restate.client.attach(invocation);
    const completedAt = performance.now();
    await waitUntil({ for: 'the mark', intervalMs: 10 }, () => marked.has(old[index]));
    latencies.push(Math.max(0, marked.get(old[index])! - completedAt));
    // Not in step with the runtime's own pace.
    await sleep(Math.random() * 3_000);
  }
  testbed.runtime.api.answered = undefined;
  const { peakMB } = await run.stop();
  return {
    mode,
    ...perMinute(calls, WINDOW_MS),
    ...Object.fromEntries(
      Object.entries(summary(latencies)).map(([key, value]) => [
        `completed -> marked ${key}`,
        value,
      ]),
    ),
    'peak MB': peakMB.toFixed(1),
  };
}
