/** What the status says of one deployment. */
import { condition, together, withTransition } from './condition';
import type { PlannedCondition } from './condition';
import type { DesiredOutcome } from './desired-version/desired-version';
import { newestFirst } from './newest-first';
import type { OldOutcome } from './old-version/old-version';
import { notedPolicy } from './old-version/removal';
import { isPrivate } from './private-services';
import type { RetryState } from './retry-state';
import type { DeploymentStatus, VersionStatus } from '../../contract';
import { CONDITIONS } from '../../contract';
import { byName, byObject } from '../lib/named';
import { isFailure, total } from '../observe/observation';
import type { Observation } from '../observe/observation';
import { byKey, refOf, viewOf } from '../observe/refs';

export function deploymentStatus(
  name: string,
  observation: Observation,
  wanted: DesiredOutcome | undefined,
  old: readonly OldOutcome[],
  { troubles }: Pick<RetryState, 'troubles'>,
): DeploymentStatus {
  const previous = byName(observation.previous?.deployments, name);
  const admin = wanted?.desired.admin ?? old[0]?.step.admin.key ?? '';
  const conditions = [
    wanted ? readyCondition(wanted) : removalCondition(old),
    ...degradedCondition([...degradedReasons(wanted), ...failures(wanted, old, troubles)]),
  ];
  const sorted = [...old].sort((a, b) => newestFirst(a.observed, b.observed));
  return {
    name,
    admin,
    version: wanted?.desired.version,
    lastVersion: wanted ? undefined : (previous?.version ?? previous?.lastVersion),
    hash: wanted?.desired.hash,
    autoscaled: wanted && isAutoscaled(wanted, previous),
    conditions: conditions.map((each) =>
      withTransition(each, previous?.conditions, observation.now),
    ),
    refusedFor: wanted?.refusedFor,
    versions: [
      ...(wanted ? [desiredStatus(wanted, observation)] : []),
      ...sorted.map((outcome) => withMemory(outcome, admin, observation, previous)),
    ],
  };
}

function readyCondition({ state, registered, reason, message }: DesiredOutcome): PlannedCondition {
  const ready = condition(CONDITIONS.ready, registered, reason, message);
  return registered || state !== 'Unknown' ? ready : { ...ready, status: state };
}

/** Why a deployment is degraded: the word and the sentence. */
type Degraded = Pick<PlannedCondition, 'reason' | 'message'>;

function degradedReasons(wanted: DesiredOutcome | undefined): Degraded[] {
  if (!wanted?.degraded) return [];
  const { final, reason, degraded: message } = wanted;
  return [{ reason: final ? reason : 'ServedByOther', message }];
}

/** A failure is over when nothing is left to do: what was asked for may have been done all the same. */
function failures(
  wanted: DesiredOutcome | undefined,
  old: readonly OldOutcome[],
  troubles: RetryState['troubles'],
): Degraded[] {
  const steps = [...(wanted ? [wanted.step] : []), ...old.map(({ step }) => step)];
  return steps
    .filter(({ actions }) => actions.length > 0)
    .flatMap(({ object }) => troubles.get(object) ?? [])
    .map((message) => ({ reason: 'ActionFailed', message }));
}

/** There is one condition of a type; its reason is the first, and what it says is all of them. */
function degradedCondition(reasons: readonly Degraded[]): PlannedCondition[] {
  if (reasons.length === 0) return [];
  const message = together(reasons.map((each) => each.message));
  return [condition(CONDITIONS.degraded, true, reasons[0].reason, message)];
}

function removalCondition(old: readonly OldOutcome[]): PlannedCondition {
  const blocked = old.flatMap(({ status }) => status.blockers ?? []);
  const message =
    blocked.length > 0 ? `It is kept: ${together(blocked)}` : 'Its versions are being removed';
  return condition(CONDITIONS.ready, false, 'Removed', message);
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
    ...(deploymentId && { admin: refOf(step.admin) }),
    uri: desired.uri ?? observed?.uri,
    replicas: observed?.replicas,
    invocations:
      isFailure(view) || !deploymentId ? undefined : total(view.pinned.get(deploymentId)),
    ...(desired.deletionPolicy && notedPolicy(desired.deletionPolicy)),
    ...notedPrivate(wanted.privateServices),
    blockers: registered ? undefined : [message],
  };
}

/** What would be forgotten with its objects. */
function withMemory(
  { status, step: { admin }, observed: { state } }: OldOutcome,
  ofDeployment: string,
  observation: Observation,
  previous?: DeploymentStatus,
): VersionStatus {
  const isTold = admin.key === ofDeployment && byKey(observation, admin.key);
  // While it was desired, others said so; they may go first, and it is the latest still.
  const last = byObject(previous?.versions, status.object);
  const view = viewOf(observation, admin);
  const kept = (last?.privateServices ?? []).filter(
    (service) => isFailure(view) || isPrivate(service, status.deploymentId ?? '', view),
  );
  return {
    ...status,
    ...drainingSince(status, last, observation.now),
    ...((status.deploymentId || !isTold) && admin.key !== '' && { admin: refOf(admin) }),
    ...notedPrivate([...new Set([...state.privateServices, ...kept])]),
  };
}

/** It lasts while nobody can say whether it has drained. */
function drainingSince({ state }: VersionStatus, last: VersionStatus | undefined, now: Date) {
  const since = last?.drainingSince ?? (state === 'Draining' ? now.toISOString() : undefined);
  return since !== undefined && /Draining|Unknown/.test(state) ? { drainingSince: since } : {};
}

function notedPrivate(services: readonly string[]) {
  return services.length > 0 ? { privateServices: services } : {};
}

/**
 * Not before it has been given the replicas that it had without an autoscaler; and not without, before it has been given
 * those of its manifest again.
 */
function isAutoscaled({ desired, step }: DesiredOutcome, previous?: DeploymentStatus): boolean {
  const isSwitching = step.actions.some(
    ({ type }) => type === 'scale' || type === 'remove-autoscaler',
  );
  if (desired.autoscaling) return !isSwitching;
  return isSwitching && previous?.autoscaled === true;
}
