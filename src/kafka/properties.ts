/** Properties of librdkafka: what is refused, and what is written into the desired state. */
import type { k8s } from 'cdk8s-plus-28';
import { checkKeyReference } from '../admin/access-checks';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { StringMap } from '../core/json';
import type { MountedKey } from '../runtime/managed-deployment';
import { fromSecret } from '../runtime/mounts';

/** As the names of files, too. */
const NAME = /^[a-z0-9]+([._-][a-z0-9]+)*$/;
/** Which properties have secrets in them. */
const SECRET = /(^|\.)(password|secret|jaas\.config)$|\.key\.pem$/;
/** By these the runtime knows its own. */
const MARK = ['client.software.name', 'client.software.version'];

/** @param reserved what is given elsewhere: property -> field of the props */
export function checkProperties(
  given: { readonly [field: string]: { readonly [name: string]: unknown } | undefined },
  [plain, secret]: readonly [string, string],
  reserved: StringMap,
  faults: FaultSink,
): void {
  const known = new Set<string>();
  for (const field of [plain, secret]) {
    for (const [name, value] of Object.entries(given[field] ?? {}).sort()) {
      const at = `${field}[${shown(name)}]`;
      if (!NAME.test(name)) {
        const remedy = 'write one of librdkafka, such as "security.protocol"';
        faults.add(at, `${shown(name)} is not the name of a property`, remedy);
      } else if (MARK.includes(name)) {
        faults.add(at, 'is set by the runtime, which knows by it what it has made', 'remove it');
      } else if (Object.hasOwn(reserved, name)) {
        faults.add(at, `is what ${reserved[name]} sets`, `remove it, and set ${reserved[name]}`);
      } else if (known.has(name)) {
        faults.add(at, 'the property is given twice', 'keep one of them');
      }
      known.add(name);
      if (field === secret) {
        checkKeyReference(value as k8s.SecretKeySelector, at, faults);
      } else if (typeof value !== 'string') {
        faults.add(at, `must be a string, got ${shown(value)}`, 'write a string');
      } else if (SECRET.test(name)) {
        const problem = 'is a secret, and would be readable in a ConfigMap';
        faults.add(at, problem, `put it into a Secret and name that in ${secret}`);
      }
    }
  }
}

/** The order of a map's entries differs from run to run in some languages; the text of the ConfigMap must not. */
export function sorted(properties: StringMap): StringMap {
  return Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function mountedKeys(secrets: { readonly [name: string]: k8s.SecretKeySelector } = {}): {
  [name: string]: MountedKey;
} {
  const mounted = Object.entries(secrets)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, key]) => [name, fromSecret(key ?? { key: '' }, name)] as const);
  return Object.fromEntries(mounted);
}
