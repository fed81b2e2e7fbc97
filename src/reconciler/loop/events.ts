/** Kubernetes Events: one for each change that a person would want to hear of. */
import { CONDITIONS, NAMES } from '../../contract';
import type { DeploymentStatus, RuntimeStatus, VersionStatus } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { createEvent } from '../kubernetes/event';
import type { Happening } from '../kubernetes/event';

/** What to tell, from the status before and after. Nothing is told twice. */
export function happenings(before: RuntimeStatus | undefined, after: RuntimeStatus): Happening[] {
  const previous = new Map(before?.deployments.map((each) => [each.name, each]));
  return [
    ...adminHappenings(before, after),
    ...after.deployments.flatMap((each) => [
      ...readyHappenings(previous.get(each.name), each),
      ...versionHappenings(previous.get(each.name), each),
    ]),
    ...(before?.deployments ?? [])
      .filter(({ name }) => !after.deployments.some((each) => each.name === name))
      .map(({ name }) => normal('Removed', `${name}: nothing of it is left`)),
  ];
}

/** Reasons that are a state of affairs on the way, and nothing to be told of. */
const QUIET = new Set(['NotReady', 'Registering', 'Adopting', 'Removed', 'Missing']);

function readyHappenings(
  before: DeploymentStatus | undefined,
  after: DeploymentStatus,
): Happening[] {
  return after.conditions.flatMap((condition) => {
    const was = before?.conditions.find(({ type }) => type === condition.type);
    const same = was?.reason === condition.reason && was.message === condition.message;
    // Why the admin API can't be reached is told once, and not for each deployment.
    const quiet = condition.status === 'Unknown' || QUIET.has(condition.reason);
    if (same || quiet) return [];
    if (condition.type === CONDITIONS.degraded && condition.reason === 'BreakingChange') return [];
    const good = condition.type === CONDITIONS.ready && condition.status === 'True';
    const tell = good || condition.reason === 'Paused' ? normal : warning;
    return [tell(condition.reason, `${after.name}: ${condition.message}`)];
  });
}

function versionHappenings(
  before: DeploymentStatus | undefined,
  after: DeploymentStatus,
): Happening[] {
  return after.versions.flatMap((version) => {
    const was = before?.versions.find(({ object }) => object === version.object)?.state;
    return was === undefined || was === version.state ? [] : told(version);
  });
}

function told({ object, state, removeAt, blockers = [] }: VersionStatus): Happening[] {
  switch (state) {
    case 'Draining':
      return [normal('Draining', `${object} is kept: ${blockers.join('; ')}`)];
    case 'Drained':
      return [
        normal('Drained', `${object}: nothing needs it, removal at ${removeAt ?? 'the next look'}`),
      ];
    case 'Retained':
      return [
        normal('Retained', `${object} is deregistered and kept at 0 replicas for a roll back`),
      ];
    default:
      return [];
  }
}

function adminHappenings(before: RuntimeStatus | undefined, after: RuntimeStatus): Happening[] {
  return after.conditions.flatMap((condition) => {
    const was = before?.conditions.find(({ type }) => type === condition.type);
    if (condition.status === 'True') {
      const recovered = was !== undefined && was.status !== 'True';
      return recovered ? [normal(condition.reason, condition.message)] : [];
    }
    // A token that is missing, and then a wrong one: two things to mend.
    const same = was?.status === condition.status && was.message === condition.message;
    return same ? [] : [warning(condition.reason, condition.message)];
  });
}

function normal(reason: string, message: string): Happening {
  return { type: 'Normal', reason, message };
}

function warning(reason: string, message: string): Happening {
  return { type: 'Warning', reason, message };
}

/** Never fails a run: an Event is told best effort. */
export async function emitEvents(
  kubernetes: KubernetesClient,
  id: string,
  happened: readonly Happening[],
): Promise<void> {
  const desired = { apiVersion: 'v1', kind: 'ConfigMap', name: NAMES.desiredState(id) };
  for (const happening of happened) await createEvent(kubernetes, desired, happening, id);
}
