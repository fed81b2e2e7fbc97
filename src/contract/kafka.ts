/** Kafka clusters and subscriptions, which the runtime makes at an admin API. */
import { createHash } from 'crypto';
import { ADMIN_KEY, isText, isTextMap, optional, required } from './checks';
import type { Check } from './checks';
import { checkDnsLabel } from '../core/kubernetes-syntax';

/** What both have: settings of librdkafka, the client that the server uses. */
interface DesiredKafkaObject {
  /** Unique among those of its kind in its desired state; a DNS label. */
  readonly name: string;
  /** Key of a {@link DesiredAdmin}. */
  readonly admin: string;
  /** No secrets here. */
  readonly properties: Readonly<Record<string, string>>;
  /** Names of further ones, whose values are files in the runtime's pod. */
  readonly secretProperties?: readonly string[];
}

export type DesiredKafkaCluster = DesiredKafkaObject;

export interface DesiredSubscription extends DesiredKafkaObject {
  /** `kafka://<cluster>/<topic>` */
  readonly source: string;
  /** `service://<service>/<handler>` */
  readonly sink: string;
}

const OBJECT_CHECKS = {
  name: checkDnsLabel,
  admin: ADMIN_KEY,
  properties: required('a map of strings', isTextMap),
  secretProperties: optional(
    'a list of strings',
    (list) => Array.isArray(list) && list.every(isText),
  ),
} satisfies Record<keyof DesiredKafkaObject, Check>;

export const KAFKA_CLUSTER_CHECKS: Readonly<Record<keyof DesiredKafkaCluster, Check>> =
  OBJECT_CHECKS;

export const SUBSCRIPTION_CHECKS: Readonly<Record<keyof DesiredSubscription, Check>> = {
  ...OBJECT_CHECKS,
  source: required('kafka://CLUSTER/TOPIC', isUri('kafka')),
  sink: required('service://SERVICE/HANDLER', isUri('service')),
};

export type KafkaKind = 'kafka-cluster' | 'subscription';

/** What it is called in the status, and where the files of its secrets are. */
export function kafkaObject(kind: KafkaKind, name: string): string {
  return `${kind}/${name}`;
}

/** All that are desired, or those of one admin API. */
export function kafkaObjects(
  {
    kafkaClusters = [],
    subscriptions = [],
  }: {
    readonly kafkaClusters?: readonly DesiredKafkaCluster[];
    readonly subscriptions?: readonly DesiredSubscription[];
  },
  adminKey?: string,
): string[] {
  const ofAdmin = ({ admin }: DesiredKafkaObject) => adminKey === undefined || admin === adminKey;
  return [
    ...kafkaClusters.filter(ofAdmin).map(({ name }) => kafkaObject('kafka-cluster', name)),
    ...subscriptions.filter(ofAdmin).map(({ name }) => kafkaObject('subscription', name)),
  ];
}

/** The Kafka cluster that a subscription reads from. */
export function clusterOf({ source }: Pick<DesiredSubscription, 'source'>): string {
  return /^kafka:\/\/([^/]*)/.exec(source)?.[1] ?? '';
}

/**
 * What the secrets of an entry belong to: all that decides where they are sent, and how. Whoever may edit the desired
 * state must not send them to brokers of their own.
 */
export function secretsBinding(
  entry: DesiredKafkaCluster | DesiredSubscription,
  clusters: readonly DesiredKafkaCluster[],
): string {
  const cluster =
    'source' in entry
      ? clusters.find(({ name, admin }) => name === clusterOf(entry) && admin === entry.admin)
      : undefined;
  return createHash('sha256')
    .update(JSON.stringify([entry, cluster]))
    .digest('hex');
}

function isUri(scheme: string) {
  return (value: unknown) =>
    typeof value === 'string' && new RegExp(`^${scheme}://[^/\\s]+/[^/\\s]+$`).test(value);
}
