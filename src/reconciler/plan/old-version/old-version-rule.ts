/** What a rule of an old version is, and what several of them say. */
import type { OldVersionFacts } from './facts';
import type { VersionState, VersionStatus } from '../../../contract';
import type { ObservedVersion } from '../../observe/observation';
import type { Action } from '../actions';
import type { Rule } from '../rule';

export interface OldVersionRule extends Rule<OldVersionFacts> {
  readonly state: VersionState;
  readonly actions?: (facts: OldVersionFacts) => readonly Action[];
  /** What the status says of its registration; left out: it has none of its own. */
  readonly shows?: (facts: OldVersionFacts) => Pick<VersionStatus, 'deploymentId' | 'invocations'>;
  readonly blockers?: (facts: OldVersionFacts) => readonly string[];
  readonly removeAt?: (facts: OldVersionFacts) => Date | undefined;
  /** When its deployment has left, where this rule finds that; left out: as it is on record. */
  readonly removedAt?: (facts: OldVersionFacts) => Date;
  /** Nothing needs it; see RetryState.removableSince. */
  readonly removable?: true;
}

type Common = Pick<OldVersionRule, 'state' | 'shows' | 'blockers' | 'removeAt'>;

/** Rules for one case, with the same consequences where they do not say otherwise. */
export function group<C extends Partial<Common>>(
  when: OldVersionRule['when'],
  common: C,
  ...rules: Array<Omit<OldVersionRule, keyof C> & Partial<OldVersionRule>>
): OldVersionRule[] {
  return rules.map(
    (rule) =>
      ({
        ...common,
        ...rule,
        when: (facts: OldVersionFacts) => when(facts) && rule.when!(facts),
      }) as unknown as OldVersionRule,
  );
}

export function recorded({ recordedId }: OldVersionFacts) {
  return { deploymentId: recordedId };
}

export function drainEnd({ drainDelay }: OldVersionFacts): Date {
  return drainDelay.endsAt;
}

export function blockers(facts: OldVersionFacts): readonly string[] {
  return facts.blockers ?? [];
}

export function hasObject({ main }: ObservedVersion): boolean {
  return !!main;
}
