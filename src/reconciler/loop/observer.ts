/** Observes the cluster and its admin APIs for one runtime. */
import type { AdminPool } from './admin-pool';
import type { KubernetesClient } from '../kubernetes/client';
import { NotCurrentError } from '../kubernetes/informers';
import type { StatusStore } from '../kubernetes/status-store';
import type { ObjectReader } from '../kubernetes/types';
import { observe } from '../observe/observe';
import type { AskAdmins, Snapshot, Sources } from '../observe/observe';

export interface ObserverContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly status: StatusStore;
  readonly admins: AdminPool;
}

/** From the API server. */
export function observeFresh(context: ObserverContext): Promise<Snapshot> {
  const { kubernetes, status } = context;
  return observeWith(context, { objects: kubernetes, status: () => status.load() });
}

/** From informers, and no request to the API server; undefined when they are not current. */
export async function observeCached(
  context: ObserverContext,
  objects: ObjectReader,
  askAdmins?: AskAdmins,
): Promise<Snapshot | undefined> {
  try {
    const status = () => context.status.loaded();
    return await observeWith(context, { objects, status, ...(askAdmins && { askAdmins }) });
  } catch (error) {
    if (error instanceof NotCurrentError) return undefined;
    throw error;
  }
}

function observeWith(
  { id, kubernetes: { namespace, clock, time }, admins }: ObserverContext,
  sources: Partial<Sources> & Omit<Sources, 'askAdmins'>,
): Promise<Snapshot> {
  const askAdmins: AskAdmins = (refs, seen) => admins.observe(refs, seen);
  return observe({ id, namespace, clock, time }, { askAdmins, ...sources });
}
