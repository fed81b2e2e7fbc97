/** All that a plan needs of an admin API, in one query: the cost must not grow with the deployments. */
import type { AdminView, Counts } from './observation';
import type { AdminClient, Row } from '../admin/client';
import { oncePer } from '../lib/once';

/**
 * - Being the latest and being pinned are separate, since only the second is work.
 * - An attempt that runs is not pinned before its handler has sent the server anything: such a handler
 *   would be cut off, though the server would begin it again on the latest deployment.
 * - Without a pin (scheduled, queued, or paused before it started) an invocation will go to the
 *   latest deployment of its service.
 * - The columns that older servers lack are not used.
 */
const OVERVIEW = `
SELECT 'deployment' AS kind, id AS deployment, endpoint AS name,
  CAST(NULL AS VARCHAR) AS status, CAST(NULL AS BIGINT) AS count FROM sys_deployment
UNION ALL
SELECT 'service', deployment_id, name,
  CASE WHEN public THEN 'public' ELSE 'private' END, NULL FROM sys_service
UNION ALL
SELECT 'pinned', pinned_deployment_id, CAST(NULL AS VARCHAR), status, COUNT(*)
  FROM sys_invocation_status WHERE status != 'completed' AND pinned_deployment_id IS NOT NULL
  GROUP BY pinned_deployment_id, status
UNION ALL
SELECT 'pinned', s.last_attempt_deployment_id, CAST(NULL AS VARCHAR), 'in flight', COUNT(*)
  FROM sys_invocation_status i JOIN sys_invocation_state s ON s.id = i.id
  WHERE i.status != 'completed' AND i.pinned_deployment_id IS NULL AND s.in_flight
    AND s.last_attempt_deployment_id IS NOT NULL
  GROUP BY s.last_attempt_deployment_id
UNION ALL
SELECT 'unpinned', NULL, target_service_name, status, COUNT(*)
  FROM sys_invocation_status WHERE status != 'completed' AND pinned_deployment_id IS NULL
  GROUP BY target_service_name, status`;

export async function observeAdmin(client: AdminClient): Promise<AdminView> {
  return readOverview(await client.query(OVERVIEW));
}

export function readOverview(rows: readonly Row[]): AdminView {
  const deployments = new Map<string, string>();
  const latest = new Map<string, { id: string; isPublic: boolean }>();
  const pinned = new Map<string, Counts>();
  const unpinned = new Map<string, Counts>();
  for (const row of rows) {
    const [deployment, name, status] = [text(row.deployment), text(row.name), text(row.status)];
    if (row.kind === 'deployment') {
      deployments.set(deployment, name);
    } else if (row.kind === 'service') {
      latest.set(name, { id: deployment, isPublic: status === 'public' });
    } else if (row.kind === 'pinned') {
      add(pinned, deployment, status, row.count);
    } else {
      add(unpinned, name, status, row.count);
    }
  }
  return { deployments, latest, pinned, unpinned };
}

/** Two URIs are one to the server when they differ in a trailing slash only. */
export function sameUri(a: string, b: string): boolean {
  return canonicalUri(a) === canonicalUri(b);
}

const idsByUri = oncePer(
  (deployments: AdminView['deployments']) =>
    // Of two with one URI, the first.
    new Map([...deployments].reverse().map(([id, each]) => [canonicalUri(each), id])),
);

/** The id of the deployment that the server has for a URI. */
export function findByUri({ deployments }: AdminView, uri: string): string | undefined {
  return idsByUri(deployments).get(canonicalUri(uri));
}

function canonicalUri(uri: string): string {
  return (URL.canParse(uri) ? new URL(uri).href : uri).replace(/\/+$/, '');
}

function add(to: Map<string, Counts>, key: string, status: string, count: unknown): void {
  to.set(key, new Map([...(to.get(key) ?? []), [status, Number(count)]]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
