/** The precondition of deregistering, checked right before it: the server itself checks nothing. */
import type { AdminClient } from '../admin/client';
import { observeAdmin } from '../observe/admin';
import type { AdminView } from '../observe/observation';
import { findBlockers } from '../plan/blockers';

/** Why the deployment is still needed; undefined when it is not. */
export async function stillNeeded(
  admin: AdminClient,
  id: string,
  evenIfLatest = false,
): Promise<string | undefined> {
  const [latest, view] = await Promise.all([admin.latestDeployments(), observeAdmin(admin)]);
  return findNeed(id, view, evenIfLatest ? new Map() : latest);
}

export function findNeed(
  id: string,
  view: AdminView,
  latest: ReadonlyMap<string, string>,
): string | undefined {
  const serves = [...latest].find(
    ([service, holder]) => holder === id && view.latest.get(service)?.isPublic !== false,
  );
  if (serves) return `it is the latest deployment of ${serves[0]}`;
  return findBlockers(view, id, [])[0];
}
