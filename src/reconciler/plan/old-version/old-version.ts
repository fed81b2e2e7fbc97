/** Plans the next actions for a version that is not desired any more, by the rules of its life. */
import { oldVersionFacts } from './facts';
import type { OldVersionFacts } from './facts';
import type { OldVersionRule } from './old-version-rule';
import { notedPolicy } from './removal';
import { OLD_VERSION_RULES } from './rules';
import type { VersionStatus } from '../../../contract';
import type { Observation, ObservedVersion } from '../../observe/observation';
import { adminOfVersion, formerRegistrationOf } from '../../observe/refs';
import type { Step } from '../actions';
import { writeRestored } from '../annotate';
import { withoutRepeatedDeletions } from '../going';
import type { RemovalGate } from '../removal-gate';
import type { RetryState } from '../retry-state';
import { firstMatch } from '../rule';

export interface OldOutcome {
  readonly observed: ObservedVersion;
  readonly step: Step;
  /** Nothing needs it; see RetryState.removableSince. */
  readonly removable: boolean;
  readonly status: VersionStatus;
}

export function planOldVersion(
  whole: ObservedVersion,
  observation: Observation,
  retryState: RetryState,
  gate: RemovalGate,
): OldOutcome {
  // It keeps its pods until the last of the servers that know it needs it no more.
  const observed = formerRegistrationOf(whole) ?? whole;
  const admin = adminOfVersion(observation, observed);
  const facts = oldVersionFacts(observed, admin, observation, retryState, gate);
  const rule = firstMatch(OLD_VERSION_RULES, facts);
  const actions = [...writeRestored(observed), ...(rule.actions?.(facts) ?? [])];
  const blockers = rule.blockers?.(facts) ?? [];
  const { deployment, version, object, mode, uri, replicas } = observed;
  return {
    observed,
    removable: !!rule.removable,
    step: {
      admin: admin ?? { key: '', url: '' },
      deployment,
      object,
      version: observed,
      actions: withoutRepeatedDeletions(observed, actions),
    },
    status: {
      version,
      object,
      mode,
      uri,
      replicas,
      ...rule.shows?.(facts),
      state: rule.state,
      rule: rule.name,
      removeAt: rule.removeAt?.(facts)?.toISOString(),
      ...removal(rule, facts),
      blockers: blockers.length > 0 ? blockers : undefined,
    },
  };
}

/** Its ReplicaSet may be deleted by hand, with all that is recorded on it. */
function removal(
  { removedAt }: OldVersionRule,
  facts: OldVersionFacts,
): Pick<VersionStatus, 'deletionPolicy' | 'removedAt'> {
  const { policy, isRemovalNew, observed } = facts;
  if (!policy) return {};
  const since = removedAt?.(facts) ?? (isRemovalNew ? undefined : observed.state.removedAt);
  return { ...notedPolicy(policy), removedAt: since?.toISOString() };
}
