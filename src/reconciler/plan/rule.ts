/** Decision tables: the first rule that matches decides. */

export interface Rule<Facts> {
  /** What is the case, in a few words; shown in the status. */
  readonly name: string;
  /** Whether it matches, given that no rule above it does. */
  readonly when: (facts: Facts) => boolean;
}

/** The last rule of a table matches whatever is left. */
export function firstMatch<Facts, R extends Rule<Facts>>(rules: readonly R[], facts: Facts): R {
  return rules.find(({ when }) => when(facts))!;
}

/** Of a rule that matches whatever is left. */
export function always(): boolean {
  return true;
}
