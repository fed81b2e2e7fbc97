import { shown } from './faults';
import type { FaultSink } from './faults';
import type { StringMap } from './json';
import { QUANTITY } from './quantity';
import { suggest } from './suggest';

const LOWERCASE = 'lowercase alphanumeric characters';
const ALPHANUMERIC_ENDS = 'starting and ending with an alphanumeric character';

const DNS_PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${DNS_PART}$`);
const DNS_SUBDOMAIN = new RegExp(`^${DNS_PART}(\\.${DNS_PART})*$`);
const DATA_KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const LABEL_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** An image reference: [REGISTRY/]NAME[:TAG][@DIGEST], the name in lower case. */
const NAME_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const IMAGE = /* @__PURE__ */ new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${NAME_PART}(?:/${NAME_PART})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z0-9+._-]+:[0-9a-fA-F]+)?$`,
);

/** Checks the name of a Namespace, Service, container or volume: a DNS label. */
export function checkDnsLabel(name: unknown, field: string, faults: FaultSink): void {
  if (typeof name === 'string' && name.length <= 63 && DNS_LABEL.test(name)) return;
  faults.add(
    field,
    name === undefined ? 'missing required field' : `${shown(name)} is not a DNS label`,
    `write at most 63 ${LOWERCASE} or "-", ${ALPHANUMERIC_ENDS}`,
  );
}

/** Checks the name of most other objects, such as Secrets and ConfigMaps: DNS labels separated by dots. */
export function checkDnsSubdomain(name: unknown, field: string, faults: FaultSink): void {
  if (typeof name === 'string' && name.length <= 253 && DNS_SUBDOMAIN.test(name)) return;
  faults.add(
    field,
    name === undefined ? 'missing required field' : `${shown(name)} is not a DNS subdomain name`,
    `write at most 253 ${LOWERCASE}, "-" or ".", each part ${ALPHANUMERIC_ENDS}`,
  );
}

export function checkLabels(labels: StringMap | undefined, field: string, faults: FaultSink): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    checkQualifiedName(key, field, faults);
    checkLabelValue(value, `${field}[${shown(key)}]`, faults);
  }
}

export function checkLabelValue(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'string' && value.length <= 63 && (value === '' || LABEL_PART.test(value))) {
    return;
  }
  faults.add(
    field,
    `${shown(value)} is not a label value`,
    'write a string of at most 63 alphanumeric characters, "-", "_" or ".", starting and ending with an alphanumeric character',
  );
}

export function checkAnnotations(
  annotations: StringMap | undefined,
  field: string,
  faults: FaultSink,
): void {
  for (const [key, value] of Object.entries(annotations ?? {})) {
    checkQualifiedName(key, field, faults);
    if (typeof value !== 'string') {
      faults.add(
        `${field}[${shown(key)}]`,
        `must be a string, got ${shown(value)}`,
        'put the value in quotes',
      );
    }
  }
}

/** Checks a quantity such as "500m" or "4Gi"; a plain number is valid as well. */
export function checkQuantity(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'number' || typeof value === 'bigint') return;
  if (typeof value === 'string' && QUANTITY.test(value)) return;
  faults.add(
    field,
    `${shown(value)} is not a quantity`,
    'write a number with a unit, such as "500m" or "4Gi"',
  );
}

export function checkPort(value: unknown, field: string, faults: FaultSink): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535) return;
  faults.add(
    field,
    `${shown(value)} is not a port number`,
    'write an integer between 1 and 65535, inclusive',
  );
}

export function checkImage(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'string' && IMAGE.test(value)) return;
  faults.add(field, `${shown(value)} is not an image reference`, 'write one such as "alpine:3.21"');
}

/** Checks the name of a port, which has the syntax of an IANA service name. */
export function checkPortName(name: unknown, field: string, faults: FaultSink): void {
  const fits =
    typeof name === 'string' &&
    name.length <= 15 &&
    DNS_LABEL.test(name) &&
    /[a-z]/.test(name) &&
    !name.includes('--');
  if (fits) return;
  faults.add(
    field,
    `${shown(name)} is not a port name`,
    'write at most 15 lowercase alphanumeric characters or "-", with at least one letter, no "--" and no "-" at the start or end',
  );
}

/** Checks an integer against a minimum. */
export function checkAtLeast(
  value: number | undefined,
  minimum: number,
  field: string,
  faults: FaultSink,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum)) return;
  faults.add(
    field,
    `must be an integer greater than or equal to ${minimum}, got ${shown(value)}`,
    `write ${minimum} or more`,
  );
}

/** Checks the key of a label or an annotation. */
export function checkQualifiedName(key: string, field: string, faults: FaultSink): void {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  const prefix = parts.pop();
  const prefixFits = prefix === undefined || (prefix.length <= 253 && DNS_SUBDOMAIN.test(prefix));
  if (parts.length === 0 && prefixFits && name.length <= 63 && LABEL_PART.test(name)) return;
  faults.add(
    field,
    `the key ${shown(key)} is not a qualified name`,
    'write a name of at most 63 alphanumeric characters, "-", "_" or ".", starting and ending with an alphanumeric character, optionally prefixed by a DNS subdomain and "/"',
  );
}

/** Checks an optional enum value. */
export function checkOneOf(
  value: unknown,
  supported: readonly string[],
  field: string,
  faults: FaultSink,
): void {
  if (value === undefined || value === null || supported.includes(value as string)) return;
  faults.add(field, `unsupported value ${shown(value)}`, supportedValues(supported, value));
}

/** The remedy for an unsupported value of an enum, in the words of the API server. */
export function supportedValues(values: readonly unknown[], given: unknown): string {
  const meant = suggest(typeof given === 'string' ? given : shown(given), values.map(String));
  const all = `supported values: ${values.map(shown).join(', ')}`;
  return meant === undefined ? all : `did you mean ${shown(meant)}? ${all}`;
}

/** Whether a Secret or a ConfigMap can have such a key. */
export function isDataKey(key: unknown): key is string {
  return typeof key === 'string' && DATA_KEY.test(key);
}
