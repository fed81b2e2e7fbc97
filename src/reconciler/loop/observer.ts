/** Observes the cluster and its admin APIs for one runtime. */
import type { AdminPool } from './admin-pool';
import type { KubernetesClient } from '../kubernetes/client';
import { NotCurrentError } from '../kubernetes/informers';
import type { StatusStore } from '../kubernetes/status-store';
import { RESOURCES } from '../kubernetes/types';
import type { ObjectReader } from '../kubernetes/types';
import type { FindCompanion } from '../observe/companions';
import type { FindJob } from '../observe/gates';
import { observe } from '../observe/observe';
import type { AskAdmins, Snapshot, Sources } from '../observe/observe';
import type { FindDeployment } from '../observe/rollout';

export interface ObserverContext {
  readonly id: string;
  readonly kubernetes: KubernetesClient;
  readonly status: StatusStore;
  readonly admins: AdminPool;
}

/** From the API server. */
export function observeFresh(context: ObserverContext): Promise<Snapshot> {
  const { kubernetes, status } = context;
  const findCompanion = companionsIn(kubernetes);
  return observeWith(context, { objects: kubernetes, status: () => status.load(), findCompanion });
}

/**
 * From informers; the API server is asked for companions, and for rollouts and Jobs that are waited for. Undefined when the
 * informers are not current.
 *
 * @param askAdmins for a look at nothing but what can be registered: then companions are left out, too
 */
export async function observeCached(
  context: ObserverContext,
  objects: ObjectReader,
  askAdmins?: AskAdmins,
): Promise<Snapshot | undefined> {
  try {
    const status = () => context.status.loaded();
    const others = askAdmins ? { askAdmins } : { findCompanion: companionsIn(context.kubernetes) };
    return await observeWith(context, { objects, status, ...others });
  } catch (error) {
    if (error instanceof NotCurrentError) return undefined;
    throw error;
  }
}

function companionsIn(kubernetes: KubernetesClient): FindCompanion {
  return (companion) => kubernetes.findMetadata(companion, companion.name);
}

function observeWith(
  { id, kubernetes, admins }: ObserverContext,
  sources: Partial<Sources> & Omit<Sources, 'askAdmins' | 'findDeployment' | 'findJob'>,
): Promise<Snapshot> {
  const { namespace, clock, time } = kubernetes;
  const findDeployment: FindDeployment = (name) => kubernetes.find(RESOURCES.deployments, name);
  const findJob: FindJob = (name) => kubernetes.find(RESOURCES.jobs, name);
  const askAdmins: AskAdmins = (refs, seen) => admins.observe(refs, seen);
  return observe(
    { id, namespace, clock, time },
    { askAdmins, findDeployment, findJob, ...sources },
  );
}
