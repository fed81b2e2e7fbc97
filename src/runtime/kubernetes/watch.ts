/** Tells that something has changed in a collection, without keeping it: who listens looks again. */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient } from './client';
import type { KubernetesObject, ResourceKind } from './types';

export interface WatchOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The API server ends a watch after so long; then it is begun again. */
const TIMEOUT_SECONDS = 300;

/** Runs until the signal; a watch that breaks counts as a change, since it may have missed one. */
export async function watch(
  kubernetes: KubernetesClient,
  kind: ResourceKind,
  options: WatchOptions,
  changed: (object?: KubernetesObject) => void,
  stop: AbortSignal,
): Promise<void> {
  for (let failures = 0; !stop.aborted;) {
    try {
      const response = await kubernetes.openWatch(
        kind,
        { ...options, watch: 'true', timeoutSeconds: String(TIMEOUT_SECONDS) },
        stop,
      );
      failures = 0;
      for await (const line of createInterface({ input: response })) {
        const { object } = JSON.parse(line) as { object?: KubernetesObject };
        changed(object);
      }
    } catch {
      failures++;
    }
    if (stop.aborted) return;
    changed();
    await sleep(Math.min(200 * 2 ** failures, 10_000), undefined, { signal: stop }).catch(
      () => undefined,
    );
  }
}
