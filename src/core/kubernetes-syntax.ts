import { shown } from './faults';
import type { FaultSink } from './faults';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const QUANTITY = /^[+-]?([0-9]+|[0-9]+\.[0-9]*|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$/;

/** An image as the container runtimes read it: a name in lower case, perhaps behind a registry, a tag and a digest. */
const NAME_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const IMAGE = new RegExp(
  `^(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${NAME_PART}(?:/${NAME_PART})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z0-9+._-]+:[0-9a-fA-F]+)?$`,
);

type StringMap = { [key: string]: string };

/** Names of namespaces, Services, containers, volumes: one DNS label. */
export function checkDnsLabel(name: unknown, field: string, faults: FaultSink): void {
  if (typeof name === 'string' && name.length <= 63 && DNS_LABEL.test(name)) return;
  faults.add(
    field,
    `${shown(name)} is not a DNS label`,
    'write at most 63 lower-case letters, digits and "-", with a letter or digit at both ends',
  );
}

/** Names of most other objects, Secrets and ConfigMaps among them: DNS labels with dots between them. */
export function checkDnsSubdomain(name: unknown, field: string, faults: FaultSink): void {
  if (typeof name === 'string' && name.length <= 253 && DNS_SUBDOMAIN.test(name)) return;
  faults.add(
    field,
    `${shown(name)} is not a DNS subdomain name`,
    'write at most 253 lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part',
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
    'write a string of at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends',
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
      faults.add(`${field}[${shown(key)}]`, `${shown(value)} is not a string`, 'put it in quotes');
    }
  }
}

/** A quantity such as "500m" or "4Gi"; a plain number is one as well. */
export function checkQuantity(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value))) return;
  faults.add(
    field,
    `${shown(value)} is not a quantity`,
    'write a number with a unit, such as "500m" or "4Gi"',
  );
}

export function checkPort(value: unknown, field: string, faults: FaultSink): void {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535) return;
  faults.add(field, `${shown(value)} is not a port`, 'write a whole number from 1 to 65535');
}

export function checkImage(value: unknown, field: string, faults: FaultSink): void {
  if (typeof value === 'string' && IMAGE.test(value)) return;
  faults.add(field, `${shown(value)} is not an image`, 'write one such as "alpine:3.21"');
}

/** Names of ports: those that services have at IANA. */
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
    `${shown(name)} is not the name of a port`,
    'write at most 15 lower-case letters, digits and single "-", with a letter among them and no "-" at either end',
  );
}

/** A whole number that is not below a minimum. */
export function checkAtLeast(
  value: number | undefined,
  minimum: number,
  field: string,
  faults: FaultSink,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum)) return;
  faults.add(
    field,
    `${shown(value)} is not a whole number of at least ${minimum}`,
    `write ${minimum} or more`,
  );
}

/** The key of a label or an annotation. */
export function checkQualifiedName(key: string, field: string, faults: FaultSink): void {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  const prefix = parts.pop();
  const prefixFits = prefix === undefined || (prefix.length <= 253 && DNS_SUBDOMAIN.test(prefix));
  if (parts.length === 0 && prefixFits && name.length <= 63 && LABEL_PART.test(name)) return;
  faults.add(
    field,
    `the key ${shown(key)} is not a qualified name`,
    'write a name of at most 63 letters, digits, "-", "_" and ".", with a DNS subdomain and "/" before it if need be',
  );
}

/** One of a few words; leaving it out is always right. */
export function checkOneOf(
  value: unknown,
  words: readonly string[],
  field: string,
  faults: FaultSink,
): void {
  if (value === undefined || value === null || words.includes(value as string)) return;
  faults.add(field, `${shown(value)} is not known`, `write one of ${words.map(shown).join(', ')}`);
}
