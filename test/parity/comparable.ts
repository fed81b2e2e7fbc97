import { KEEP_ANNOTATIONS, LABELS, MANAGED_BY, MANAGED_BY_OPERATOR } from '../../src/contract';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The kinds that hold a version, or belong to one. */
const VERSIONED = ['ReplicaSet', 'Service', 'HorizontalPodAutoscaler', 'Configuration', 'Route'];

/**
 * Objects as they are compared with a recording: sorted by kind, namespace and name, and without the differences that
 * README.md lists; every other difference stays.
 */
export function comparable(objects: readonly any[]): any[] {
  return objects
    .map((object) => comparableObject(structuredClone(object)))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ kind, metadata }: any): string {
  return [kind, metadata.namespace ?? '', metadata.name].join(' ');
}

function comparableObject(object: any): any {
  if (object.kind === 'Job') {
    object.metadata.name = object.metadata.name.replace(/(-canary)-[0-9a-f]+$/, '$1');
  }
  if (VERSIONED.includes(object.kind)) {
    leaveOut(object.metadata, 'annotations', Object.keys(KEEP_ANNOTATIONS));
  }
  hideTunnelName(object);
  renameManager(object);
  return object;
}

/** The operator takes a random UUID, we one that is the same at each synth. */
function hideTunnelName(object: any): void {
  for (const container of object.spec?.template?.spec?.containers ?? []) {
    for (const variable of container.env ?? []) {
      if (variable.name !== 'RESTATE_TUNNEL_NAME') continue;
      variable.value = variable.value.replace(UUID, 'a UUID');
    }
  }
}

function renameManager(value: any): void {
  if (typeof value !== 'object' || value === null) return;
  if (value[LABELS.managedBy] === MANAGED_BY) value[LABELS.managedBy] = MANAGED_BY_OPERATOR;
  Object.values(value).forEach(renameManager);
}

function leaveOut(holder: any, field: string, keys: readonly string[]): void {
  if (holder[field] === undefined) return;
  for (const key of keys) delete holder[field][key];
  if (Object.keys(holder[field]).length === 0) delete holder[field];
}
