import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';

/** The lists and maps of a pod that are looked into; whatever else is in it is passed on as it is. */
const CONTAINER = {
  '[]': {
    ports: { '[]': {} },
    env: { '[]': {} },
    volumeMounts: { '[]': {} },
    resources: { requests: {}, limits: {} },
  },
};
const TEMPLATE = {
  metadata: { labels: {}, annotations: {} },
  spec: { containers: CONTAINER, initContainers: CONTAINER, volumes: { '[]': {} } },
};

/** Whether a raw template has lists and maps where they belong; otherwise it can't be checked any further. */
export function hasPodShape(template: unknown, field: string, faults: FaultSink): boolean {
  return hasShape(template, TEMPLATE, field, faults);
}

function hasShape(value: unknown, shape: Json, field: string, faults: FaultSink): boolean {
  const item = shape['[]'];
  if (item !== undefined) {
    if (!Array.isArray(value)) return refuse(value, 'list', field, faults);
    return allFit(value.map((part, index) => hasShape(part, item, `${field}[${index}]`, faults)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(value, 'map', field, faults);
  }
  const present = Object.entries(value).filter(([key, part]) => key in shape && part !== null);
  return allFit(
    present.map(([key, part]) => hasShape(part, shape[key], `${field}.${key}`, faults)),
  );
}

/** Looks at all, so that every fault is recorded. */
function allFit(results: readonly boolean[]): boolean {
  return results.every(Boolean);
}

function refuse(value: unknown, what: string, field: string, faults: FaultSink): false {
  faults.add(field, `${shown(value)} is not a ${what}`, `write a ${what}`);
  return false;
}
