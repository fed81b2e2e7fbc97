/**
 * Whose a Kafka cluster or a subscription is. The server gives no names to subscriptions and has no labels, but it keeps
 * the properties of both, as one: what a request has made carries its mark from the first moment on, whatever became of
 * the answer. Clients of Kafka tell brokers what software they are; the mark is in the version of that software, which
 * changes nothing else, and which the server does not read. What has no such mark is not ours.
 */
import { createHash, scryptSync } from 'node:crypto';

export type Properties = Readonly<Record<string, string>>;

export interface Owner {
  readonly namespace: string;
  /** Of the runtime. */
  readonly id: string;
}

const SOFTWARE = 'client.software.name';
const VERSION = 'client.software.version';
const OURS = 'cdk8s-restate';

/** Brokers accept letters, digits, dots and dashes; all but the last part are DNS labels. */
export function markOf({ namespace, id }: Owner, name: string, digest: string): Properties {
  return { [SOFTWARE]: OURS, [VERSION]: [namespace, id, name, digest].join('.') };
}

/** The mark as it is written; undefined where there is none. */
export function markIn(properties: Properties): string | undefined {
  return properties[SOFTWARE] === OURS ? properties[VERSION] : undefined;
}

/** The name that this runtime has given to it; undefined for what is not this runtime's. */
export function ownName({ namespace, id }: Owner, properties: Properties): string | undefined {
  const parts = markIn(properties)?.split('.') ?? [];
  return parts.length === 4 && parts[0] === namespace && parts[1] === id ? parts[2] : undefined;
}

/** In words, for whoever looks for the owner. */
export function ownerIn(properties: Properties): string {
  const [namespace, id] = markIn(properties)?.split('.') ?? [];
  return id === undefined
    ? 'nothing tells whose it is'
    : `it is that of runtime ${namespace}/${id}`;
}

/** A slow hash, of which no more is kept than tells apart: whoever sees it can't try out passwords by it. */
const SCRYPT = { N: 4096, r: 8 };
const DIGITS = 5;

/** Changes with the content, and with the secrets, which the server does not show. */
export function digestOf(content: unknown, secrets: Properties, salt: string): string {
  const text = JSON.stringify([content, secrets]);
  if (Object.keys(secrets).length === 0) {
    return createHash('sha256')
      .update(text)
      .digest('hex')
      .slice(0, 2 * DIGITS);
  }
  return scryptSync(text, salt, 8, SCRYPT).toString('hex').slice(0, DIGITS);
}

/** What newer servers show in place of a secret. */
const REDACTED = '***';
/** What the server adds where it was left out. */
const ADDED = ['client.id', 'group.id'];

/** Names of the properties that are not as they should be. */
export function differences(actual: Properties, wanted: Properties): string[] {
  const added = Object.keys(actual).filter((key) => !(key in wanted) && !ADDED.includes(key));
  const changed = Object.entries(wanted)
    .filter(([key, value]) => actual[key] !== value && actual[key] !== REDACTED)
    .map(([key]) => key);
  return [...changed, ...added];
}
