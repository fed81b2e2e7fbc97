/**
 * How many replicas a desired version has to be given by the runtime; undefined: leave it alone.
 *
 * The manifest of an autoscaled version has no replicas, so Kubernetes starts it with 1, a roll back
 * to a version at 0 stays there, and switching autoscaling on drops 10 to 1. An autoscaler takes
 * over from whatever it finds, other than 0.
 */
import type { DeploymentStatus, DesiredDeployment } from '../../../contract';
import { byName, byObject } from '../../lib/named';
import { versionsOf } from '../../observe/find-version';
import { isFailure } from '../../observe/observation';
import type { Observation, ObservedVersion } from '../../observe/observation';
import { hasAutoscaler } from '../autoscaler';
import { heldServices } from '../blockers';

export function wantedReplicas(
  desired: DesiredDeployment,
  observed: ObservedVersion,
  observation: Observation,
): number | undefined {
  if (!observed.replicas) return undefined;
  const before = byName(observation.previous?.deployments, desired.name);
  const current = observed.replicas.desired;
  const { autoscaling } = desired;
  if (!autoscaling) {
    // The manifest says how many; only a run that was overtaken by a roll back leaves 0 behind, and an autoscaler
    // that was switched off leaves behind, or has set again, what it wanted.
    const wanted = desired.replicas ?? 1;
    const isLeftBehind = current === 0 || hasAutoscaler(observed) || before?.autoscaled === true;
    return isLeftBehind && current !== wanted ? wanted : undefined;
  }
  const floor = Math.max(autoscaling.min, 1, load(desired, observed, observation, before));
  const wanted = Math.min(floor, Math.max(autoscaling.max, 1));
  const scaledByItself = isServing(observed, observation) && before?.autoscaled !== false;
  if (scaledByItself && (current > 0 || autoscaling.min === 0)) return undefined;
  return current < wanted ? wanted : undefined;
}

/** Replicas of what serves now, or of this very version before autoscaling was switched on. */
function load(
  desired: DesiredDeployment,
  observed: ObservedVersion,
  observation: Observation,
  before: DeploymentStatus | undefined,
): number {
  const predecessors = versionsOf(observation.versions, desired.name).filter(
    (version) => version !== observed && isServing(version, observation),
  );
  const counts = predecessors.map((version) => version.replicas?.desired ?? 0);
  if (before?.autoscaled === false) {
    const own = byObject(before.versions, desired.object);
    counts.push(own?.replicas?.desired ?? 0);
  }
  return Math.max(0, ...counts);
}

/** It is the latest deployment of some service. */
function isServing({ state }: ObservedVersion, { admins }: Observation): boolean {
  const { deploymentId: id } = state;
  if (!id) return false;
  return [...admins.values()].some((view) => !isFailure(view) && heldServices(view, id).length > 0);
}
