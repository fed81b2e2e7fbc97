/** What the status says of the runtime as a whole. */
import { condition, together, withTransition } from './condition';
import type { Plan } from './plan';
import { summaryOf } from './summary';
import { CONDITIONS, CONTRACT_VERSION } from '../../contract';
import type { RuntimeStatus } from '../../contract';
import { conditionOf } from '../observe/observation';
import type { Observation } from '../observe/observation';
import { adminRef } from '../observe/refs';

export function runtimeStatus(
  { statuses, kafka, othersDeployments }: Plan,
  { desired, desiredFaults, admins, previous, now }: Observation,
): RuntimeStatus {
  const readable = condition(
    CONDITIONS.desiredState,
    desiredFaults.length === 0,
    desiredFaults.length === 0 ? 'Readable' : 'Faults',
    together(desiredFaults) || 'The desired state is readable',
  );
  const reachable = desired.admins.map((admin) => {
    const { key, url } = admin;
    const view = admins.get(adminRef(admin));
    const type = `${CONDITIONS.admin}/${key}`;
    if (!view || !('failure' in view)) {
      return condition(type, true, 'Reachable', `The admin API at ${url} is reachable`);
    }
    const { reason, message } = conditionOf(view);
    return condition(type, false, reason, message);
  });
  return {
    contract: CONTRACT_VERSION,
    id: desired.id,
    conditions: [readable, ...reachable].map((each) =>
      withTransition(each, previous?.conditions, now),
    ),
    summary: summaryOf(statuses),
    deployments: statuses,
    ...(kafka.length > 0 && { kafka }),
    ...(othersDeployments.length > 0 && { othersDeployments }),
  };
}
