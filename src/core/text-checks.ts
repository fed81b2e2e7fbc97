import { Lazy } from 'cdk8s';
import { shown } from './faults';
import type { FaultSink } from './faults';
import { keyProblem, textProblem } from './yaml-text';

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
