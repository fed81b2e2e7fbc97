/** What keeps an old version: sentences for people, and an empty list when nothing needs it. */
import { grouped, oncePer } from '../lib/once';
import { isFailure } from '../observe/observation';
import type { AdminFailure, AdminView, Counts } from '../observe/observation';

const servicesHeld = oncePer((latest: AdminView['latest']) =>
  grouped([...latest], ([, { id }]) => [id]),
);

/** Services whose latest deployment it is. */
export function heldServices(view: AdminView, id: string): string[] {
  return (servicesHeld(view.latest).get(id) ?? []).map(([service]) => service);
}

/** Ids of the latest deployments of the services that a text names. */
export function latestNamedIn(text: string, view: AdminView | AdminFailure): string[] {
  if (isFailure(view)) return [];
  const named = [...view.latest].filter(([service]) => text.includes(service));
  return [...new Set(named.map(([, { id }]) => id))];
}

export function findBlockers(view: AdminView, id: string, waitsFor: readonly string[]): string[] {
  const blockers: string[] = [];
  const pinned = view.pinned.get(id);
  if (pinned) blockers.push(`invocations that started on it: ${counted(pinned)}`);
  for (const service of heldServices(view, id)) {
    const unpinned = view.unpinned.get(service);
    if (unpinned) {
      blockers.push(`invocations of ${service}, which only it serves: ${counted(unpinned)}`);
    }
  }
  if (waitsFor.length > 0) {
    blockers.push(`it serves until these are registered: ${waitsFor.join(', ')}`);
  }
  return blockers;
}

/** `2 running, 1 scheduled` */
function counted(counts: Counts): string {
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}
