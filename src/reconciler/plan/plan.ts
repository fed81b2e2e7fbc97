/**
 * From what is desired and what is there to what has to be done. Pure: it reads no clock, asks
 * nobody, and gives the same for the same.
 *
 * A plan holds only the next steps. It is made anew, from a new look, until there are none; so there
 * is nothing to resume after a crash.
 */
import type { Step } from './actions';
import { deploymentStatus } from './deployment-status';
import { planDesiredVersion } from './desired-version';
import type { DesiredOutcome } from './desired-version';
import { retainedBeyondLimit } from './history';
import { planOldVersion } from './old-version';
import type { OldOutcome, RemovalGate } from './old-version';
import type { Memory } from './retry-state';
import type { DeploymentStatus } from '../../contract';
import type { Observation, ObservedVersion } from '../observe/observation';

export interface Plan {
  readonly steps: readonly Step[];
  readonly statuses: readonly DeploymentStatus[];
  /** Objects that nothing needs any more; see Memory.removableSince. */
  readonly removable: readonly string[];
  /** Something is on its way out, or on its way in: look again soon. */
  readonly draining: boolean;
  readonly pending: boolean;
  /** Deployments that seem to be another app's. */
  readonly othersDeployments: readonly string[];
}

export function plan(observation: Observation, memory: Memory): Plan {
  const { desired, versions } = observation;
  const outcomes = desired.deployments.map((deployment) =>
    planDesiredVersion(deployment, observation, memory),
  );
  const wanted = new Set(desired.deployments.map(({ object }) => object));
  const leftAlone = new Set(
    desired.deployments.filter((each) => each.paused).map(({ name }) => name),
  );
  const others = othersDeployments(observation);
  const gate = removalGate(observation, outcomes, others);
  const old = versions
    .filter((version) => !wanted.has(version.object))
    .map((version) => planOldVersion(version, observation, memory, gate));
  const beyondLimit = retainedBeyondLimit(observation, old);
  const finished = old.map((outcome) => withDeletion(outcome, beyondLimit));
  return {
    steps: [...outcomes, ...finished]
      .map(({ step }) => step)
      .filter(({ actions }) => actions.length > 0),
    statuses: deploymentNames(observation).map((name) =>
      deploymentStatus(
        name,
        observation,
        outcomes.find((outcome) => outcome.desired.name === name),
        finished.filter((outcome) => outcome.observed.deployment === name),
        memory,
      ),
    ),
    removable: finished.filter(({ removable }) => removable).map(({ observed }) => observed.object),
    draining: finished.some(
      ({ status, observed }) => status.state !== 'Retained' && !leftAlone.has(observed.deployment),
    ),
    pending: outcomes.some(({ registered, final, paused }) => !registered && !final && !paused),
    othersDeployments: others,
  };
}

/** What holds back removals, beside the version's own work. */
function removalGate(
  observation: Observation,
  outcomes: readonly DesiredOutcome[],
  others: readonly string[],
): RemovalGate {
  // An apply that is on its way; what stays away, or is another's, does not hold back the others.
  const missing = outcomes
    .filter((outcome) => outcome.missing && outcome.reason === 'Missing')
    .map(({ desired }) => desired.object);
  return {
    closed: removalsClosed(observation, missing, others),
    unregistered: (admin) =>
      outcomes
        .filter((outcome) => !outcome.registered && outcome.step.admin.key === admin.key)
        .map(({ desired }) => desired.name),
    registered: (deployment) =>
      outcomes.some(({ desired, registered }) => desired.name === deployment && registered),
    idsInUse: new Set(outcomes.flatMap(({ deploymentId }) => deploymentId ?? [])),
  };
}

/** A sentence when nothing at all may be removed. */
function removalsClosed(
  { desired, desiredFaults }: Observation,
  missing: readonly string[],
  others: readonly string[],
): string | undefined {
  if (desiredFaults.length > 0) return `the desired state has faults: ${desiredFaults[0]}`;
  if (missing.length > 0) return `desired objects are not there yet: ${missing.join(', ')}`;
  if (others.length === 0) return undefined;
  return (
    `another app seems to use the same runtime id, and to have ${others.join(', ')}: give each app an id ` +
    `of its own, by a RestateRuntime; if they were only renamed, make one whose name is ${desired.id}`
  );
}

/**
 * Nothing of the last desired state is in this one, and the id is one that the user has not chosen: two
 * apps may have it. Once seen, it holds until nothing of the others is left here, or an id is chosen:
 * the apps may be applied in turns, each then looking as if the other's deployments had left it.
 */
function othersDeployments({ desired, previous, versions }: Observation): string[] {
  const names = new Set(desired.deployments.map(({ name }) => name));
  if (!desired.idIsDefault || names.size === 0) return [];
  const seen = previous?.othersDeployments ?? [];
  const last = (previous?.deployments ?? [])
    .filter(({ version }) => version !== undefined)
    .map(({ name }) => name);
  const begins = last.length > 0 && !last.some((name) => names.has(name));
  if (!begins && seen.length === 0) return [];
  const there = new Set(versions.map(({ deployment }) => deployment));
  const others = [...new Set([...seen, ...last])];
  return others.filter((name) => !names.has(name) && there.has(name)).sort();
}

function withDeletion(outcome: OldOutcome, beyondLimit: ReadonlySet<ObservedVersion>): OldOutcome {
  if (!beyondLimit.has(outcome.observed)) return outcome;
  return {
    ...outcome,
    step: { ...outcome.step, actions: [...outcome.step.actions, { type: 'delete' }] },
    status: { ...outcome.status, state: 'Removing' },
  };
}

/** The desired ones in their order, then those that are on their way out. */
function deploymentNames({ desired, versions }: Observation): string[] {
  const names = desired.deployments.map(({ name }) => name);
  const gone = versions.map(({ deployment }) => deployment).sort();
  return [...new Set([...names, ...gone])];
}
