import { shown } from '../core/faults';
import type { Faults, FaultSink } from '../core/faults';
import type { Json, StringMap } from '../core/json';
import { checkLabels } from '../core/kubernetes-syntax';
import { LABEL_OPERATORS } from '../core/label-selector';
import { warnOfHashLabel } from '../version/reserved-keys';

interface Selector {
  readonly matchLabels: StringMap;
  readonly matchExpressions?: Json[];
}

/** Refuses a selector that the API server would, above all one that does not select the template's own pods. */
export function checkSelector(selector: Selector, labels: StringMap, faults: Faults): void {
  checkLabels(selector.matchLabels, 'selector.matchLabels', faults);
  warnOfHashLabel(selector.matchLabels, 'selector.matchLabels', faults);
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}).sort()) {
    const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (label === value || key === 'pod-template-hash') continue;
    faults.add(
      `selector.matchLabels[${shown(key)}]`,
      `${shown(value)} does not match the template's label, which is ${shown(label ?? null)}`,
      'give the template the same label, or leave it out here',
    );
  }
  (selector.matchExpressions ?? []).forEach((expression, index) => {
    checkExpression(expression, labels, `selector.matchExpressions[${index}]`, faults);
  });
}

function checkExpression(
  expression: Json,
  labels: StringMap,
  field: string,
  faults: FaultSink,
): void {
  const { key, operator } = expression;
  const values: unknown[] = expression.values ?? [];
  checkLabels({ [key]: '' }, `${field}.key`, faults);
  const matches = LABEL_OPERATORS[operator];
  if (matches === undefined) {
    const words = Object.keys(LABEL_OPERATORS).map(shown).join(', ');
    faults.add(
      `${field}.operator`,
      `unsupported operator ${shown(operator)}`,
      `use one of ${words}`,
    );
    return;
  }
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues !== values.length > 0) {
    const remedy = takesValues ? 'list at least one' : 'leave them out';
    faults.add(
      `${field}.values`,
      `${shown(expression.values ?? null)} is not valid with the operator ${operator}`,
      remedy,
    );
  } else if (!matches(labels[key], values)) {
    faults.add(
      field,
      `${shown(expression)} does not match the template's label, which is ${shown(labels[key] ?? null)}`,
      'change the label or the expression',
    );
  }
}
