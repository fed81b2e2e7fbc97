import { shown } from './faults';
import type { FaultSink } from './faults';

/** Fields of pods, claims and network policies that the typed `k8s` structs spell differently from Kubernetes. */
const KUBERNETES_SPELLING: { [typed: string]: string } = {
  datasetUuid: 'datasetUUID',
  diskUri: 'diskURI',
  downwardApi: 'downwardAPI',
  hostIp: 'hostIP',
  hostIpc: 'hostIPC',
  hostPid: 'hostPID',
  pdId: 'pdID',
  scaleIo: 'scaleIO',
  setHostnameAsFqdn: 'setHostnameAsFQDN',
  storagePolicyId: 'storagePolicyID',
  targetWwNs: 'targetWWNs',
  volumeId: 'volumeID',
};

/** Fields whose keys are chosen by the user; they are not field names of Kubernetes. */
const USER_KEYED = new Set([
  'annotations',
  'data',
  'labels',
  'limits',
  'matchLabels',
  'nodeSelector',
  'options',
  'parameters',
  'requests',
  'volumeAttributes',
]);

/** cdk8s takes a map with the key "constructor" for an object of a class, and drops "__proto__". */
const UNSUPPORTED_KEYS = new Set(['__proto__', 'constructor']);

/**
 * Converts user input into plain JSON values for a manifest.
 *
 * The generated `toJson_*` functions of cdk8s-plus are not used: they drop fields that are newer than they are, and
 * plain strings in place of a Quantity or an IntOrString. This conversion keeps unknown fields, `{}`, `[]` and null;
 * only values that JSON cannot represent are faults.
 */
export function manifestValue(value: unknown, faults: FaultSink, field: string): any {
  return convert(value, faults, field, KUBERNETES_SPELLING);
}

/** Like {@link manifestValue}, for maps that already use the field names of Kubernetes. */
export function rawManifestValue(value: unknown, faults: FaultSink, field: string): any {
  return convert(value, faults, field, {});
}

function convert(
  value: unknown,
  faults: FaultSink,
  field: string,
  spelling: { [typed: string]: string },
  within: readonly unknown[] = [],
): any {
  if (within.includes(value) && typeof value === 'object' && value !== null) {
    faults.add(field, 'is a value that it is itself a part of', 'write a copy of that value');
    return undefined;
  }
  switch (typeof value) {
    case 'undefined':
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        const problem = `${value} may have lost digits: it exceeds the exact integers of JavaScript (2^53 - 1)`;
        faults.add(
          field,
          problem,
          'write it as a string, such as "8Ei" for a quantity, or as a bigint',
        );
        return value;
      }
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) {
        return value
          .map((item, index) =>
            convert(item, faults, `${field}[${index}]`, spelling, [...within, value]),
          )
          .filter((item) => item !== undefined);
      }
      if (value instanceof Date) return value.toISOString();
      if (isPlain(value)) {
        const fields = value as { [key: string]: unknown };
        return convertFields(fields, faults, field, spelling, [...within, value]);
      }
      // Quantity and IntOrString hold their content in `value`, in every jsii language.
      if ('value' in value && ['string', 'number'].includes(typeof value.value)) return value.value;
  }
  faults.add(
    field,
    `${describe(value)} cannot be represented in a manifest`,
    'write a string, number, boolean, list or map',
  );
  return undefined;
}

function convertFields(
  value: { [key: string]: unknown },
  faults: FaultSink,
  field: string,
  spelling: { [typed: string]: string },
  within: readonly unknown[],
): { [key: string]: any } {
  const result: { [key: string]: any } = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (UNSUPPORTED_KEYS.has(key)) {
      faults.add(
        field,
        `the key ${shown(key)} cannot be written to a manifest`,
        'choose another key',
      );
      continue;
    }
    // The keys of the user and all values below them are kept as they are.
    const inner = USER_KEYED.has(key) && !Array.isArray(item) ? {} : spelling;
    result[Object.hasOwn(spelling, key) ? spelling[key] : key] = convert(
      item,
      faults,
      `${field}.${key}`,
      inner,
      within,
    );
  }
  return result;
}

/** Plain objects of any realm: their prototype is the root prototype or null. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
