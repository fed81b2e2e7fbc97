/** What the status says of one deployment. */
import { withTransition } from './condition';
import type { PlannedCondition } from './condition';
import type { DesiredOutcome } from './desired-version/desired-version';
import type { OldOutcome } from './old-version/old-version';
import type { RetryState } from './retry-state';
import type { DeploymentStatus, VersionStatus } from '../../contract';
import { CONDITIONS } from '../../contract';
import { isFailure, total } from '../observe/observation';
import type { Observation } from '../observe/observation';
import { viewOf } from '../observe/refs';

export function deploymentStatus(
  name: string,
  observation: Observation,
  wanted: DesiredOutcome | undefined,
  old: readonly OldOutcome[],
  { troubles }: Pick<RetryState, 'troubles'>,
): DeploymentStatus {
  const previous = observation.previous?.deployments.find((each) => each.name === name);
  const objects = [wanted?.desired.object, ...old.map(({ observed }) => observed.object)];
  const failed = objects.flatMap((object) => troubles.get(object ?? '') ?? []);
  const conditions = [
    ...(wanted ? conditionsOf(wanted) : removalConditions(old)),
    ...(failed.length > 0 ? [degradedBy('ActionFailed', failed.join('; '))] : []),
  ];
  const newestFirst = [...old].sort((a, b) =>
    b.observed.createdAt.localeCompare(a.observed.createdAt),
  );
  return {
    name,
    admin: wanted?.desired.admin ?? old[0]?.step.admin.key ?? '',
    version: wanted?.desired.version,
    hash: wanted?.desired.hash,
    autoscaled: wanted && isAutoscaled(wanted),
    conditions: conditions.map((each) =>
      withTransition(each, previous?.conditions, observation.now),
    ),
    versions: [
      ...(wanted ? [desiredStatus(wanted, observation)] : []),
      ...newestFirst.map(({ status }) => status),
    ],
  };
}

function conditionsOf({
  state,
  registered,
  final,
  reason,
  message,
  degraded,
}: DesiredOutcome): PlannedCondition[] {
  const { ready } = CONDITIONS;
  const status = registered ? 'True' : state === 'Unknown' ? 'Unknown' : 'False';
  const conditions: PlannedCondition[] = [{ type: ready, status, reason, message }];
  if (degraded !== undefined) {
    conditions.push(degradedBy(final ? reason : 'ServedByOther', degraded));
  }
  return conditions;
}

function degradedBy(reason: string, message: string): PlannedCondition {
  return { type: CONDITIONS.degraded, status: 'True', reason, message };
}

function removalConditions(old: readonly OldOutcome[]): PlannedCondition[] {
  const blocked = old.flatMap(({ status }) => status.blockers ?? []);
  const message =
    blocked.length > 0 ? `It is kept: ${blocked.join('; ')}` : 'Its versions are being removed';
  return [{ type: CONDITIONS.ready, status: 'False', reason: 'Removed', message }];
}

function desiredStatus(wanted: DesiredOutcome, observation: Observation): VersionStatus {
  const { desired, observed, deploymentId, state, rule, registered, message, step } = wanted;
  const view = viewOf(observation, step.admin);
  return {
    version: desired.version,
    object: desired.object,
    mode: desired.mode,
    state,
    rule,
    deploymentId,
    uri: desired.uri ?? observed?.uri,
    replicas: observed?.replicas,
    invocations:
      isFailure(view) || deploymentId === undefined
        ? undefined
        : total(view.pinned.get(deploymentId)),
    blockers: registered ? undefined : [message],
  };
}

/** Not before it has been given the replicas that it had without an autoscaler. */
function isAutoscaled({ desired, step }: DesiredOutcome): boolean {
  return desired.autoscaling !== undefined && !step.actions.some(({ type }) => type === 'scale');
}
