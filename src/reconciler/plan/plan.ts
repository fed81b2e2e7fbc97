/**
 * From the desired and the observed state to the next actions. Pure: it reads no clock, asks nobody,
 * and gives the same for the same.
 *
 * A plan holds only the next steps. It is made anew, from a new snapshot, until there are none; so there
 * is nothing to resume after a crash.
 */
import type { Step } from './actions';
import { deploymentStatus } from './deployment-status';
import { planDesiredVersion } from './desired-version/desired-version';
import { isGoing, objectsIn, withoutRepeatedDeletions } from './going';
import { planKafka } from './kafka/kafka';
import { namesOf, objectsOf } from '../lib/named';
import { firstOf, grouped } from '../lib/once';
import { BEYOND_LIMIT, retainedBeyondLimit } from './old-version/history';
import { planOldVersion } from './old-version/old-version';
import type { OldOutcome } from './old-version/old-version';
import { othersDeployments, removalGate } from './removal-gate';
import type { RetryState } from './retry-state';
import type { DeploymentStatus, KafkaStatus } from '../../contract';
import type { Observation, ObservedVersion } from '../observe/observation';

export interface Plan {
  readonly steps: readonly Step[];
  readonly statuses: readonly DeploymentStatus[];
  readonly kafka: readonly KafkaStatus[];
  /** Objects that nothing needs any more; see RetryState.removableSince. */
  readonly removable: readonly string[];
  /** Something is on its way out, or on its way in: plan again soon. */
  readonly draining: boolean;
  readonly pending: boolean;
  /** Deployments that seem to be another app's. */
  readonly othersDeployments: readonly string[];
}

export function plan(observation: Observation, retryState: RetryState): Plan {
  const { desired, versions } = observation;
  const outcomes = desired.deployments.map((deployment) =>
    planDesiredVersion(deployment, observation, retryState),
  );
  const wanted = objectsOf(desired.deployments);
  const leftAlone = namesOf(desired.deployments.filter((each) => each.paused));
  const others = othersDeployments(observation);
  const gate = removalGate(observation, outcomes, others);
  const old = versions
    .filter((version) => !wanted.has(version.object))
    .map((version) => planOldVersion(version, observation, retryState, gate));
  const beyondLimit = retainedBeyondLimit(observation, old);
  const finished = old.map((outcome) => withDeletion(outcome, beyondLimit));
  const kafka = planKafka(observation, retryState, gate.suspended);
  const ofDesired = firstOf(outcomes, (outcome) => outcome.desired.name);
  const ofOld = grouped(finished, (outcome) => [outcome.observed.deployment]);
  return {
    steps: [
      ...[...outcomes, ...finished]
        .map(({ step }) => step)
        .filter(({ actions }) => actions.length > 0),
      ...kafka.steps,
    ],
    kafka: kafka.statuses,
    statuses: deploymentNames(observation).map((name) =>
      deploymentStatus(name, observation, ofDesired.get(name), ofOld.get(name) ?? [], retryState),
    ),
    removable: finished.filter(({ removable }) => removable).map(({ observed }) => observed.object),
    draining: finished.some(
      (outcome) =>
        outcome.status.state !== 'Retained' &&
        !leftAlone.has(outcome.observed.deployment) &&
        !isOnlyGoing(outcome),
    ),
    pending:
      kafka.pending ||
      outcomes.some(
        ({ desired: { paused }, registered, final }) => !registered && !final && !paused,
      ),
    othersDeployments: others,
  };
}

function withDeletion(outcome: OldOutcome, beyondLimit: ReadonlySet<ObservedVersion>): OldOutcome {
  if (!beyondLimit.has(outcome.observed)) return outcome;
  const actions = withoutRepeatedDeletions(outcome.observed, [{ type: 'delete' }]);
  return {
    ...outcome,
    step: { ...outcome.step, actions },
    status: { ...outcome.status, state: 'Removing', rule: BEYOND_LIMIT },
  };
}

/** Only finalizers hold it: there is nothing to wait for that a sweep could do. */
function isOnlyGoing({ status, step, observed }: OldOutcome): boolean {
  if (status.state !== 'Removing' || step.actions.length > 0) return false;
  return objectsIn(observed).every(isGoing);
}

/** The desired ones in their order, then those that are on their way out. */
function deploymentNames({ desired, versions }: Observation): string[] {
  const names = desired.deployments.map(({ name }) => name);
  const gone = versions.map(({ deployment }) => deployment).sort();
  return [...new Set([...names, ...gone])];
}
