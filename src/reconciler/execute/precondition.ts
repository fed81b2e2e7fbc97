/** The last look before a deployment is deregistered, since the server itself does not look. */
import type { AdminClient } from '../admin/client';
import { observeAdmin } from '../observe/admin';
import type { AdminView } from '../observe/observation';
import { findBlockers } from '../plan/blockers';

/** A sentence when it is needed after all. */
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
