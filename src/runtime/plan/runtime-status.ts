/** What the status says of the runtime as a whole. */
import type { Plan } from './plan';
import { adminRef } from './refs';
import { CONDITIONS, CONTRACT_VERSION } from '../../contract';
import type { Condition, RuntimeStatus } from '../../contract';
import { toldOf } from '../observe/observation';
import type { Observation } from '../observe/observation';

/** @param script name of the ConfigMap that this run's script comes from */
export function runtimeStatus(
  { statuses, othersDeployments }: Plan,
  { desired, desiredFaults, admins, previous, now }: Observation,
  script: string | undefined,
): RuntimeStatus {
  const readable = condition(
    CONDITIONS.desiredState,
    desiredFaults.length === 0,
    desiredFaults.length === 0 ? 'Readable' : 'Faults',
    desiredFaults.join('; ') || 'The desired state is readable',
  );
  const reachable = desired.admins.map(({ key, url }) => {
    const view = admins.get(adminRef({ key, url }));
    const type = `${CONDITIONS.admin}/${key}`;
    if (view === undefined || !('failure' in view)) {
      return condition(type, true, 'Answers', `The admin API at ${url} answers`);
    }
    const { reason, message } = toldOf(view);
    return condition(type, false, reason, message);
  });
  const scripts = new Set([
    ...(previous?.scripts ?? []),
    ...(script === undefined ? [] : [script]),
  ]);
  return {
    contract: CONTRACT_VERSION,
    id: desired.id,
    conditions: [readable, ...reachable].map((each) =>
      withTransition(each, previous?.conditions, now),
    ),
    deployments: statuses,
    ...(othersDeployments.length > 0 && { othersDeployments }),
    scripts: [...scripts].sort(),
  };
}

type Finding = Omit<Condition, 'lastTransitionTime'>;

function condition(type: string, good: boolean, reason: string, message: string): Finding {
  return { type, status: good ? 'True' : 'False', reason, message };
}

/** The time of a condition is that of its last change. */
export function withTransition(
  found: Finding,
  previous: readonly Condition[] | undefined,
  now: Date,
): Condition {
  const before = previous?.find(({ type }) => type === found.type);
  const same = before?.status === found.status && before.reason === found.reason;
  return { ...found, lastTransitionTime: same ? before.lastTransitionTime : now.toISOString() };
}
