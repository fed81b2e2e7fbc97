/**
 * An object that was deleted and applied again has lost what the runtime wrote to it: with which admin API it was
 * registered, and as what. If it names another one by now, nothing but the status tells that the former may need it.
 */
import type { ObservedVersion, VersionMemory } from './observation';
import type { RuntimeStatus } from '../../contract';
import { byObject } from '../lib/named';

export function remembered(
  versions: readonly ObservedVersion[],
  status: RuntimeStatus | undefined,
): ObservedVersion[] {
  const recorded = (status?.deployments ?? []).flatMap((each) => each.versions);
  return versions.map((version) => {
    const { deploymentId, admin } = byObject(recorded, version.object) ?? {};
    const isNew = version.main && !isKnown(version.state);
    const hasMoved = deploymentId && admin && admin.key !== version.admin?.key;
    if (!isNew || !hasMoved) return version;
    const state = { ...version.state, deploymentId, registeredWith: admin };
    return { ...version, state, isRestored: true };
  });
}

/** Whether its annotations tell of a registration, or of its end. */
function isKnown({
  deploymentId,
  registeredWith,
  formerRegistrations,
  deregistering,
}: VersionMemory): boolean {
  return !!(deploymentId ?? registeredWith ?? formerRegistrations ?? deregistering);
}
