/** What the admin API has for Kafka. */
import type { Properties } from './mark';
import type { WantedKafka } from './wanted';
import { isObject, isText, isTextMap } from '../../contract/checks';
import { CHANGE_DEADLINE_MS } from '../admin/client';
import type { AdminClient } from '../admin/client';
import { unlessNotFound } from '../lib/http';

export interface RemoteCluster {
  readonly name: string;
  readonly properties: Properties;
}

export interface RemoteSubscription {
  readonly id: string;
  readonly source: string;
  readonly sink: string;
  readonly options: Properties;
}

/** What a server has for Kafka, and what it should have. */
export interface KafkaView {
  /** Undefined where the server has them in its configuration only, before 1.7. */
  readonly clusters?: readonly RemoteCluster[];
  readonly subscriptions: readonly RemoteSubscription[];
  readonly wanted: WantedKafka;
}

const CLUSTERS = '/kafka-clusters';
const SUBSCRIPTIONS = '/subscriptions';

export async function observeKafka(admin: AdminClient, wanted: WantedKafka): Promise<KafkaView> {
  const [clusters, subscriptions] = await Promise.all([
    unlessNotFound(admin.read(CLUSTERS, (answer) => isListOf(answer.clusters, isCluster))),
    admin.read(SUBSCRIPTIONS, (answer) => isListOf(answer.subscriptions, isSubscription)),
  ]);
  return { clusters: clusters?.clusters, subscriptions: subscriptions.subscriptions, wanted };
}

export function clusterPath(name: string): string {
  return `${CLUSTERS}/${encodeURIComponent(name)}`;
}

export function subscriptionPath(id: string): string {
  return `${SUBSCRIPTIONS}/${encodeURIComponent(id)}`;
}

export function findCluster(admin: AdminClient, name: string): Promise<RemoteCluster | undefined> {
  return unlessNotFound(admin.read(clusterPath(name), isCluster));
}

export async function createCluster(admin: AdminClient, cluster: RemoteCluster): Promise<void> {
  await admin.read(CLUSTERS, isCluster, CHANGE_DEADLINE_MS, cluster);
}

export async function createSubscription(
  admin: AdminClient,
  subscription: Omit<RemoteSubscription, 'id'>,
): Promise<void> {
  await admin.read(SUBSCRIPTIONS, isSubscription, CHANGE_DEADLINE_MS, subscription);
}

function isListOf(value: unknown, fits: (each: any) => boolean): boolean {
  return Array.isArray(value) && value.every((each) => isObject(each) && fits(each));
}

function isCluster({ name, properties }: any): boolean {
  return isText(name) && isTextMap(properties);
}

function isSubscription({ id, source, sink, options }: any): boolean {
  return [id, source, sink].every(isText) && isTextMap(options);
}
