import { LABEL_OPERATORS, matchesSelector } from '../../core/label-selector';
import type { LabelSelector } from '../../core/label-selector';

type Labels = { readonly [label: string]: string };

/** A selector as `kubectl --selector` takes it; one that selects everything is empty. */
export function selectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  return [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(matchExpressions ?? []).map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${operator.toLowerCase()} (${(values ?? []).join(',')})`;
    }),
  ].join(',');
}

/** The fewest labels that a selector selects; none if it contradicts itself. */
export function sampleLabels(selector: LabelSelector): Labels | undefined {
  const labels: { [label: string]: string } = { ...selector.matchLabels };
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (labels[key] !== undefined) continue;
    if (operator === 'Exists') labels[key] = 'any';
    if (operator === 'In') {
      labels[key] = values!.find((value) => fits(selector, key, value)) ?? values![0];
    }
  }
  return matchesSelector(selector, labels) ? labels : undefined;
}

function fits({ matchExpressions }: LabelSelector, key: string, value: string): boolean {
  return (matchExpressions ?? []).every(
    (each) => each.key !== key || LABEL_OPERATORS[each.operator]?.(value, each.values ?? []),
  );
}
