/** Plans the next actions for a desired version, by the rules of its life. */
import { desiredVersionFacts } from './facts';
import { forgetRemoval, keepFromPruning, ownCompanions, restoreReplicas } from './register-actions';
import { DESIRED_VERSION_RULES } from './rules';
import type { DesiredDeployment, VersionState } from '../../../contract';
import type { Observation, ObservedVersion } from '../../observe/observation';
import { adminOfDesired } from '../../observe/refs';
import type { Step } from '../actions';
import { writeRestored } from '../annotate';
import type { RetryState } from '../retry-state';
import { firstMatch } from '../rule';

export interface DesiredOutcome {
  readonly desired: DesiredDeployment;
  readonly observed?: ObservedVersion;
  readonly step: Step;
  /** Name of the rule that decided. */
  readonly rule: string;
  /** It is registered as it is desired, and the latest for its services. */
  readonly registered: boolean;
  /** Nothing will be tried again until the desired state changes. */
  readonly final: boolean;
  /** Of what is final: ids of the deployments that it was refused for. */
  readonly refusedFor?: readonly string[];
  readonly deploymentId?: string;
  /** Under which it is registered, or on record: the two differ while a pause holds back what has moved. */
  readonly ids: ReadonlyArray<string | undefined>;
  readonly state: VersionState;
  /** Word and sentence for the condition Ready. */
  readonly reason: string;
  readonly message: string;
  /** Services that a removal has made private, and that still are. */
  readonly privateServices: readonly string[];
  /** Sentence for the condition Degraded. */
  readonly degraded?: string;
}

export function planDesiredVersion(
  desired: DesiredDeployment,
  observation: Observation,
  retryState: RetryState,
): DesiredOutcome {
  const admin = adminOfDesired(observation, desired);
  const facts = desiredVersionFacts(desired, admin, observation, retryState);
  const { observed } = facts;
  const rule = firstMatch(DESIRED_VERSION_RULES, facts);
  const deploymentId = rule.deploymentId?.(facts);
  return {
    desired,
    observed,
    rule: rule.name,
    registered: !!rule.registered,
    final: !!rule.final,
    refusedFor: rule.final && facts.failure?.refusedFor,
    deploymentId,
    ids: [deploymentId, facts.id],
    state: rule.state,
    reason: typeof rule.reason === 'string' ? rule.reason : rule.reason(facts),
    message: rule.message(facts),
    privateServices: facts.privateServices ?? facts.lastVersion?.privateServices ?? [],
    degraded: rule.degraded?.(facts),
    step: {
      admin,
      deployment: desired.name,
      object: desired.object,
      version: observed,
      actions: [
        ...writeRestored(observed),
        ...keepFromPruning(facts),
        ...ownCompanions(facts),
        ...forgetRemoval(facts),
        ...restoreReplicas(facts),
        ...(rule.actions?.(facts) ?? []),
      ],
    },
  };
}
