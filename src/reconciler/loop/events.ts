/** Kubernetes Events: one for each change of the status that concerns a user. */
import { CONDITIONS, NAMES } from '../../contract';
import type { DeploymentStatus, RuntimeStatus, VersionStatus } from '../../contract';
import type { KubernetesClient } from '../kubernetes/client';
import { createEvent, normal, warning } from '../kubernetes/event';
import type { EventSpec } from '../kubernetes/event';
import { byName, byObject, ofType } from '../lib/named';

/** The Events for what has changed from one status to the next. */
export function diffToEvents(before: RuntimeStatus | undefined, after: RuntimeStatus): EventSpec[] {
  return [
    ...adminEvents(before, after),
    ...after.deployments.flatMap((each) => [
      ...conditionEvents(byName(before?.deployments, each.name), each),
      ...versionEvents(byName(before?.deployments, each.name), each),
    ]),
    ...(before?.deployments ?? [])
      .filter(({ name }) => !byName(after.deployments, name))
      .map(({ name }) => normal('Removed', `${name}: all versions have been removed`)),
    ...kafkaEvents(before, after),
  ];
}

/** Reasons of conditions that pass by themselves: no Event. */
const QUIET = new Set([
  ...['NotReady', 'WaitingForRollout', 'Registering', 'Adopting', 'Removed', 'Missing'],
  ...['Changing', 'Removing', 'GateRunning', 'WaitingForCluster', 'WaitingForService'],
]);

function conditionEvents(
  before: DeploymentStatus | undefined,
  after: DeploymentStatus,
): EventSpec[] {
  return after.conditions.flatMap((condition) => {
    const was = before?.conditions.find(ofType(condition.type));
    // The server's words may have a time or the number of a request in them: of one desired state, a reason is told once.
    const same =
      was?.reason === condition.reason &&
      (before?.hash === after.hash || was.message === condition.message);
    // An admin API that is unreachable gets one Event, and not one for each deployment.
    const quiet = condition.status === 'Unknown' || QUIET.has(condition.reason);
    if (same || quiet) return [];
    if (condition.type === CONDITIONS.degraded && condition.reason === 'BreakingChange') return [];
    const good = condition.type === CONDITIONS.ready && condition.status === 'True';
    const isAsked = condition.reason === 'Paused' || condition.reason === 'WaitingForGate';
    const event = good || isAsked ? normal : warning;
    return [event(condition.reason, `${after.name}: ${condition.message}`)];
  });
}

function versionEvents(before: DeploymentStatus | undefined, after: DeploymentStatus): EventSpec[] {
  return after.versions.flatMap((version) => {
    const was = byObject(before?.versions, version.object)?.state;
    return !was || was === version.state ? [] : stateEvents(version);
  });
}

function kafkaEvents(before: RuntimeStatus | undefined, after: RuntimeStatus): EventSpec[] {
  const told = (after.kafka ?? []).flatMap(({ object, conditions }) =>
    conditions.flatMap(({ status, reason, message }) => {
      const was = byObject(before?.kafka, object)?.conditions[0];
      if (was?.reason === reason || status === 'Unknown' || QUIET.has(reason)) return [];
      return [(status === 'True' ? normal : warning)(reason, `${object}: ${message}`)];
    }),
  );
  const gone = (before?.kafka ?? [])
    .filter(({ object }) => !byObject(after.kafka, object))
    .map(({ object }) => normal('Removed', `${object}: removed from the server`));
  return [...told, ...gone];
}

function stateEvents({ object, state, removeAt, blockers = [] }: VersionStatus): EventSpec[] {
  switch (state) {
    case 'Draining':
      return [normal('Draining', `${object} is kept: ${blockers.join('; ')}`)];
    case 'Drained':
      return [
        normal(
          'Drained',
          `${object} has drained and will be removed at ${removeAt ?? 'the next pass'}`,
        ),
      ];
    case 'Retained':
      return [
        normal('Retained', `${object} is deregistered and kept at 0 replicas for a rollback`),
      ];
    default:
      return [];
  }
}

function adminEvents(before: RuntimeStatus | undefined, after: RuntimeStatus): EventSpec[] {
  return after.conditions.flatMap((condition) => {
    const was = before?.conditions.find(ofType(condition.type));
    if (condition.status === 'True') {
      const recovered = !!was && was.status !== 'True';
      return recovered ? [normal(condition.reason, condition.message)] : [];
    }
    // A token that is missing, and then a wrong one: two Events, since both need an action.
    return was?.reason === condition.reason ? [] : [warning(condition.reason, condition.message)];
  });
}

export async function emitEvents(
  kubernetes: KubernetesClient,
  id: string,
  specs: readonly EventSpec[],
): Promise<void> {
  const desired = { apiVersion: 'v1', kind: 'ConfigMap', name: NAMES.desiredState(id) };
  for (const spec of specs) await createEvent(kubernetes, desired, spec, id);
}
