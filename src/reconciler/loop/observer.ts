/** Observes the cluster and its admin APIs for one runtime. */
import type { AdminPool } from './admin-pool';
import type { KubernetesClient } from '../kubernetes/client';
import { NotCurrentError } from '../kubernetes/informers';
import type { StatusStore } from '../kubernetes/status-store';
import type { ObjectReader } from '../kubernetes/types';
import { look } from '../observe/observe';
import type { AskAdmins, Look, Sources } from '../observe/observe';

export interface ObserverContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly status: StatusStore;
  readonly admins: AdminPool;
}

/** From the API server. */
export function observeFresh(context: ObserverContext): Promise<Look> {
  const { kubernetes, status } = context;
  return observe(context, { objects: kubernetes, status: () => status.load() });
}

/** From informers, and no request to the API server; undefined when they are not current. */
export async function observeCached(
  context: ObserverContext,
  objects: ObjectReader,
  askAdmins?: AskAdmins,
): Promise<Look | undefined> {
  try {
    const status = () => context.status.loaded();
    return await observe(context, { objects, status, ...(askAdmins && { askAdmins }) });
  } catch (error) {
    if (error instanceof NotCurrentError) return undefined;
    throw error;
  }
}

function observe(
  { id, kubernetes: { namespace, clock }, admins }: ObserverContext,
  sources: Partial<Sources> & Omit<Sources, 'askAdmins'>,
): Promise<Look> {
  const askAdmins: AskAdmins = (refs, desired) => admins.observe(refs, desired);
  return look({ id, namespace, clock }, { askAdmins, ...sources });
}
