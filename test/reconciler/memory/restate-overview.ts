/**
 * The rows of the one query that the runtime asks. It is not run as SQL: that it says what is meant,
 * the end-to-end tests show on real servers.
 */
import { AdminRefusal } from './restate-state';
import type { Invocation, RestateState } from './restate-state';

const TABLES = ['sys_deployment', 'sys_service', 'sys_invocation_status', 'sys_invocation_state'];

export function overviewRows(state: RestateState, sql: string): object[] {
  const missing = TABLES.find((table) => !new RegExp(`\\b${table}\\b`).test(sql));
  if (missing) throw new AdminRefusal(500, '', `this server knows one query, which has ${missing}`);
  const open = state.invocations.filter(({ status }) => status !== 'completed');
  return [
    ...[...state.deployments.values()].map(({ id, uri }) => ({
      ...{ kind: 'deployment', deployment: id, name: uri.startsWith('arn:') ? uri : `${uri}/` },
    })),
    ...[...state.services].map(([name, { deploymentId, isPublic }]) => ({
      ...{ kind: 'service', deployment: deploymentId, name },
      status: isPublic ? 'public' : 'private',
    })),
    ...counted(open, ({ pinned, status }) =>
      pinned === undefined ? undefined : { kind: 'pinned', deployment: pinned, status },
    ),
    ...counted(open, ({ pinned, inFlight }) =>
      pinned !== undefined || inFlight === undefined
        ? undefined
        : { kind: 'pinned', deployment: inFlight, status: 'in flight' },
    ),
    ...counted(open, ({ pinned, service, status }) =>
      pinned === undefined ? { kind: 'unpinned', name: service, status } : undefined,
    ),
  ];
}

/** A row for each different answer, and how many invocations gave it. */
function counted(
  invocations: readonly Invocation[],
  rowOf: (invocation: Invocation) => object | undefined,
): object[] {
  const counts = new Map<string, number>();
  for (const invocation of invocations) {
    const row = rowOf(invocation);
    if (row === undefined) continue;
    const text = JSON.stringify(row);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ ...(JSON.parse(text) as object), count }));
}
