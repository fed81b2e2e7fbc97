/** Writes the status, and records what has changed since the one before as Events. */
import { diffToEvents, emitEvents } from './events';
import type { RuntimeStatus } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import type { StatusStore } from '../kubernetes/status-store';

export async function reportStatus(
  kubernetes: KubernetesClient,
  store: StatusStore,
  status: RuntimeStatus,
): Promise<void> {
  let before: RuntimeStatus | undefined;
  let written = false;
  await store.change((stored) => {
    before = stored.status;
    written = JSON.stringify(before) !== JSON.stringify(status);
    return { ...stored, status };
  });
  if (written) await emitEvents(kubernetes, status.id, diffToEvents(before, status));
}
