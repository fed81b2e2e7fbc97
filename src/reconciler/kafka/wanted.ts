/** What is desired at one admin API, as the server is to have it. */
import { digestOf, markOf } from './mark';
import type { Owner, Properties } from './mark';
import { clusterOf, kafkaObject, secretsBinding } from '../../contract';
import type {
  AdminAccess,
  DesiredKafkaCluster,
  DesiredState,
  DesiredSubscription,
  KafkaKind,
} from '../../contract';
import { MissingKeyError, readMountedKey } from '../lib/mounted-key';

interface Wanted {
  readonly name: string;
  /** With secrets and mark; or why there are none. */
  readonly properties: Properties | MissingKeyError;
}

export type WantedCluster = Wanted;

export interface WantedSubscription extends Wanted {
  readonly source: string;
  readonly sink: string;
  /** Name of its Kafka cluster. */
  readonly cluster: string;
}

export interface WantedKafka {
  readonly owner: Owner;
  readonly clusters: readonly WantedCluster[];
  readonly subscriptions: readonly WantedSubscription[];
}

/** @param key of the admin API */
export function wantedKafka(
  owner: Owner,
  desired: Pick<DesiredState, 'kafkaClusters' | 'subscriptions'>,
  key: string,
  access: AdminAccess,
): WantedKafka {
  const ofAdmin = ({ admin }: { readonly admin: string }) => admin === key;
  const clusters = (desired.kafkaClusters ?? []).filter(ofAdmin);
  const propertiesOf = (kind: KafkaKind, entry: DesiredKafkaCluster | DesiredSubscription) => {
    try {
      const binding = secretsBinding(entry, clusters);
      return marked(owner, entry, secretsOf(kafkaObject(kind, entry.name), entry, binding, access));
    } catch (error) {
      if (error instanceof MissingKeyError) return error;
      throw error;
    }
  };
  return {
    owner,
    clusters: clusters.map((entry) => ({
      name: entry.name,
      properties: propertiesOf('kafka-cluster', entry),
    })),
    subscriptions: (desired.subscriptions ?? []).filter(ofAdmin).map((entry) => ({
      name: entry.name,
      source: entry.source,
      sink: entry.sink,
      cluster: clusterOf(entry),
      properties: propertiesOf('subscription', entry),
    })),
  };
}

/** The key of the admin API is left out: it is no reason to make a subscription anew. */
function marked(
  owner: Owner,
  { admin: _, ...entry }: DesiredKafkaCluster | DesiredSubscription,
  secrets: Properties,
): Properties {
  const salt = `${owner.namespace}/${owner.id}/${entry.name}`;
  const mark = markOf(owner, entry.name, digestOf(entry, secrets, salt));
  return { ...entry.properties, ...secrets, ...mark };
}

/** @throws MissingKeyError */
function secretsOf(
  object: string,
  { secretProperties = [] }: DesiredKafkaCluster,
  binding: string,
  { kafka = {}, url }: AdminAccess,
): Properties {
  const given = Object.hasOwn(kafka, object) ? kafka[object] : undefined;
  const files = given?.binding === binding ? given.files : {};
  return Object.fromEntries(
    secretProperties.map((name) => {
      if (Object.hasOwn(files, name)) return [name, readMountedKey(files[name])];
      throw new MissingKeyError(
        `this pod has no ${name} of ${object}, as it is desired now, for ${url}: apply the app again`,
      );
    }),
  );
}
