/** What the admin API has for Kafka. */
import type { Properties } from './mark';
import { isObject, isText, isTextMap } from '../../contract/checks';
import { CHANGE_DEADLINE_MS, QUERY_DEADLINE_MS } from '../admin/client';
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

const CLUSTERS = '/kafka-clusters';
const SUBSCRIPTIONS = '/subscriptions';

/** Undefined before Restate 1.7, which has clusters in its configuration only. */
export async function kafkaClusters(
  admin: AdminClient,
): Promise<readonly RemoteCluster[] | undefined> {
  const fits = (answer: any) => isListOf(answer.clusters, isCluster);
  return (await unlessNotFound(admin.read(CLUSTERS, fits)))?.clusters;
}

export function kafkaCluster(admin: AdminClient, name: string): Promise<RemoteCluster | undefined> {
  return unlessNotFound(admin.read(pathOf(CLUSTERS, name), isCluster));
}

export async function subscriptions(admin: AdminClient): Promise<readonly RemoteSubscription[]> {
  const fits = (answer: any) => isListOf(answer.subscriptions, isSubscription);
  return (await admin.read(SUBSCRIPTIONS, fits)).subscriptions;
}

export function subscription(
  admin: AdminClient,
  id: string,
): Promise<RemoteSubscription | undefined> {
  return unlessNotFound(admin.read(pathOf(SUBSCRIPTIONS, id), isSubscription));
}

export async function createCluster(admin: AdminClient, body: RemoteCluster): Promise<void> {
  await admin.read(CLUSTERS, isCluster, CHANGE_DEADLINE_MS, body);
}

/** All its properties are replaced. */
export async function updateCluster(
  admin: AdminClient,
  { name, properties }: RemoteCluster,
): Promise<void> {
  await admin.request('PATCH', pathOf(CLUSTERS, name), CHANGE_DEADLINE_MS, { properties });
}

export async function createSubscription(
  admin: AdminClient,
  body: Omit<RemoteSubscription, 'id'>,
): Promise<void> {
  await admin.read(SUBSCRIPTIONS, isSubscription, CHANGE_DEADLINE_MS, body);
}

/** The server refuses it while subscriptions read from it. One that is gone is fine. */
export async function deleteCluster(admin: AdminClient, name: string): Promise<void> {
  await unlessNotFound(admin.request('DELETE', pathOf(CLUSTERS, name), QUERY_DEADLINE_MS));
}

/** One that is gone is fine. */
export async function deleteSubscription(admin: AdminClient, id: string): Promise<void> {
  await unlessNotFound(admin.request('DELETE', pathOf(SUBSCRIPTIONS, id), QUERY_DEADLINE_MS));
}

function pathOf(collection: string, name: string): string {
  return `${collection}/${encodeURIComponent(name)}`;
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
