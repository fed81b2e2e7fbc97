import type { FaultSink } from './faults';

/**
 * The fields that the typed `k8s` structs spell differently from Kubernetes, as far as a pod, a claim or a
 * network policy has them.
 */
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

/** Fields whose keys are the user's own words, not Kubernetes' field names. */
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

/**
 * Turns what a user gave into plain JSON values for a manifest.
 *
 * The library's generated `toJson_*` functions are not used, since they drop every field that is newer than
 * they are, and plain strings where a Quantity or an IntOrString belongs. Here unknown fields, `{}`, `[]` and
 * null stay; only what JSON cannot hold is a fault.
 */
export function manifestValue(value: unknown, faults: FaultSink, field: string): any {
  return convert(value, faults, field, KUBERNETES_SPELLING);
}

/** As {@link manifestValue}, for maps that are already spelled as Kubernetes spells them. */
export function rawManifestValue(value: unknown, faults: FaultSink, field: string): any {
  return convert(value, faults, field, {});
}

function convert(
  value: unknown,
  faults: FaultSink,
  field: string,
  spelling: { [typed: string]: string },
): any {
  switch (typeof value) {
    case 'undefined':
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        const problem = `${value} may have lost digits: it is beyond what a JavaScript number holds exactly`;
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
        return value.map((item, index) => convert(item, faults, `${field}[${index}]`, spelling));
      }
      if (value instanceof Date) return value.toISOString();
      if (isPlain(value)) {
        return convertFields(value as { [key: string]: unknown }, faults, field, spelling);
      }
      // Quantity and IntOrString of every jsii language carry what they stand for in `value`.
      if ('value' in value && ['string', 'number'].includes(typeof value.value)) return value.value;
  }
  faults.add(
    field,
    `${describe(value)} has no place in a manifest`,
    'write a string, number, boolean, list or map',
  );
  return undefined;
}

function convertFields(
  value: { [key: string]: unknown },
  faults: FaultSink,
  field: string,
  spelling: { [typed: string]: string },
): { [key: string]: any } {
  const result: { [key: string]: any } = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    // The user's own keys are taken as they are, and so is what stands below them.
    const inner = USER_KEYED.has(key) && !Array.isArray(item) ? {} : spelling;
    result[spelling[key] ?? key] = convert(item, faults, `${field}.${key}`, inner);
  }
  return result;
}

/** Plain objects of any realm: their prototype is the root, or there is none. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
