/** What becomes of the versions that are not desired any more, and what holds them. */
import type {
  DeletionPolicy,
  DeploymentStatus,
  DesiredDeployment,
  VersionState,
} from '../../contract';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../../contract';
import type { Observation, ObservedVersion } from '../../reconciler/observe/observation';
import { newestFirst } from '../../reconciler/plan/newest-first';
import { retainedBeyondLimit } from '../../reconciler/plan/old-version/history';
import { removalPolicy } from '../../reconciler/plan/old-version/removal';

export interface OldVersion {
  readonly version: string;
  readonly object: string;
  /** As of the runtime's last run. */
  readonly state?: VersionState;
  /** It is registered, and stays so until nothing needs it. */
  readonly drains: boolean;
  /** Seconds that it stays after that. */
  readonly drainDelaySeconds?: number;
  /** By which it is removed, where its deployment leaves. */
  readonly policy?: DeletionPolicy;
  /** What it is in the end. */
  readonly then: 'kept' | 'removed' | 'left alone';
  readonly because?: string;
  /** Invocations that it has to complete, as of the runtime's last run. */
  readonly invocations?: number;
  /** In the words of that run. */
  readonly heldBy?: readonly string[];
}

export function oldVersions(
  versions: readonly ObservedVersion[],
  successor: DesiredDeployment | undefined,
  status: DeploymentStatus | undefined,
  observation: Observation,
): OldVersion[] {
  const sorted = [...versions].sort(newestFirst);
  const removed = removedInTheEnd(sorted, observation);
  return sorted.map((version) => {
    const last = status?.versions.find(({ object }) => object === version.object);
    const { deploymentId, deregistering, formerRegistrations = [] } = version.state;
    const drains =
      (deploymentId !== undefined && deploymentId !== deregistering) ||
      formerRegistrations.length > 0;
    const { version: name, object } = version;
    const told = {
      version: name,
      object,
      ...(last && { state: last.state }),
      ...(last?.invocations !== undefined && { invocations: last.invocations }),
      ...(last?.blockers && { heldBy: last.blockers }),
    };
    if (successor?.paused) return { ...told, drains: false, then: 'left alone' as const };
    const isKept = !removed.has(version);
    return {
      ...told,
      drains,
      ...(drains && {
        drainDelaySeconds:
          successor?.drainDelaySeconds ?? version.drainDelaySeconds ?? DEFAULT_DRAIN_DELAY_SECONDS,
      }),
      ...(!successor && { policy: removalPolicy(version, observation) }),
      then: isKept ? ('kept' as const) : ('removed' as const),
      ...(!isKept && successor && { because: whyRemoved(version, successor) }),
    };
  });
}

/** The history as the runtime counts it, once all of them have been deregistered. */
function removedInTheEnd(
  versions: readonly ObservedVersion[],
  observation: Observation,
): ReadonlySet<ObservedVersion> {
  const atRest = versions.map((observed) => ({
    observed,
    removable: false,
    step: {
      admin: { key: '', url: '' },
      deployment: observed.deployment,
      object: observed.object,
      version: observed,
      actions: [],
    },
    status: {
      version: observed.version,
      object: observed.object,
      mode: observed.mode,
      state: 'Retained' as const,
    },
  }));
  return retainedBeyondLimit(observation, atRest);
}

function whyRemoved({ mode, state }: ObservedVersion, { revisionHistoryLimit }: DesiredDeployment) {
  if (mode === 'Endpoint' || mode === 'KnativeRevision') return 'it has no history';
  if (!state.services) return 'it was never registered';
  return `beyond the history limit${revisionHistoryLimit === undefined ? '' : ` of ${revisionHistoryLimit}`}`;
}
