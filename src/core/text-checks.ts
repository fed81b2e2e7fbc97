import { Lazy } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { shown } from './faults';
import type { FaultSink } from './faults';
import { keyProblem, textProblem } from './yaml-text';

const QUOTES_TEXTS = 'cdk8s-restate.dev/quotes-texts';

/** Tells that what is in this scope is not written by cdk8s, but by a writer that quotes where cdk8s does not. */
export function setQuotesTexts(scope: IConstruct): void {
  scope.node.setContext(QUOTES_TEXTS, true);
}

export function quotesTexts(construct: IConstruct): boolean {
  return construct.node.tryGetContext(QUOTES_TEXTS) === true;
}

/** Refuses texts that kubectl would not read as they were meant. */
export function checkTexts(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'string') {
    const found = textProblem(value);
    if (found !== undefined) faults.add(field, `${shown(value)} ${found.problem}`, found.remedy);
  } else if (value instanceof Lazy) {
    checkTexts(value.produce(), field, faults);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => checkTexts(item, `${field}[${index}]`, faults));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      // cdk8s leaves it out.
      if (item === undefined || item === null) continue;
      const found = keyProblem(key);
      if (found !== undefined) {
        faults.add(field, `the key ${shown(key)} ${found.problem}`, found.remedy);
      }
      checkTexts(item, `${field}.${key}`, faults);
    }
  }
}
