import type { StringMap } from './json';

/** A LabelSelector in manifest form. */
export interface LabelSelector {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: ReadonlyArray<{
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }>;
}

type Matches = (label: string | undefined, values: readonly unknown[]) => boolean;

/** What each operator of an expression asks of a label. */
export const LABEL_OPERATORS: { readonly [operator: string]: Matches | undefined } = {
  In: (label, values) => values.includes(label),
  NotIn: (label, values) => !values.includes(label),
  Exists: (label) => label !== undefined,
  DoesNotExist: (label) => label === undefined,
};

/** Whether labels fulfil all of a selector; an empty one selects everything. */
export function matchesSelector(selector: LabelSelector, labels: StringMap): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values }) =>
      LABEL_OPERATORS[operator]?.(labels[key], values ?? []),
    )
  );
}
