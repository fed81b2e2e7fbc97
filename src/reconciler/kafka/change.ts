/** One change for Kafka at an admin API. Each may be done twice, and each may be the last that is done. */
import {
  clusterPath,
  createCluster,
  createSubscription,
  findCluster,
  subscriptionPath,
} from './api';
import type { RemoteCluster, RemoteSubscription } from './api';
import { ownName, ownerIn } from './mark';
import type { Owner } from './mark';
import { CHANGE_DEADLINE_MS } from '../admin/client';
import type { AdminClient } from '../admin/client';
import { unlessNotFound } from '../lib/http';
import type { Time } from '../lib/time';

export type KafkaChange =
  | { readonly change: 'create-cluster'; readonly cluster: RemoteCluster }
  | { readonly change: 'update-cluster'; readonly cluster: RemoteCluster; readonly owner: Owner }
  | { readonly change: 'delete-cluster'; readonly name: string; readonly owner: Owner }
  | {
      readonly change: 'create-subscription';
      readonly subscription: Omit<RemoteSubscription, 'id'>;
    }
  | { readonly change: 'delete-subscription'; readonly id: string };

/** The server answers a DELETE before it has done it. */
const GONE = { attempts: 10, pauseMs: 200 };

export async function changeKafka(
  change: KafkaChange,
  admin: AdminClient,
  time: Time,
): Promise<void> {
  switch (change.change) {
    case 'create-cluster':
      return createCluster(admin, change.cluster);
    case 'create-subscription':
      return createSubscription(admin, change.subscription);
    case 'update-cluster': {
      const { name, properties } = change.cluster;
      await checkOwner(admin, name, change.owner);
      // All its properties are replaced.
      await admin.request('PATCH', clusterPath(name), CHANGE_DEADLINE_MS, { properties });
      return;
    }
    case 'delete-cluster':
      await checkOwner(admin, change.name, change.owner);
      // The server refuses it while subscriptions read from it.
      return remove(clusterPath(change.name), admin, time);
    case 'delete-subscription':
      // The server gives each id once: no other can have it by now.
      return remove(subscriptionPath(change.id), admin, time);
  }
}

/** Names are given by whoever makes a cluster: somebody else may have done so since the plan was made. */
async function checkOwner(admin: AdminClient, name: string, owner: Owner): Promise<void> {
  const found = await findCluster(admin, name);
  if (!found || ownName(owner, found.properties) === name) return;
  throw new Error(`it is not this runtime's any more: ${ownerIn(found.properties)}`);
}

/** What is gone already is fine. */
async function remove(path: string, admin: AdminClient, time: Time): Promise<void> {
  await unlessNotFound(admin.request('DELETE', path, CHANGE_DEADLINE_MS));
  for (let attempt = 1; await isThere(path, admin); attempt++) {
    // What is in front of the server may have answered.
    if (attempt >= GONE.attempts) {
      throw new Error(`${path} is still there although its DELETE was answered with success`);
    }
    await time.sleep(GONE.pauseMs);
  }
}

async function isThere(path: string, admin: AdminClient): Promise<boolean> {
  return (await unlessNotFound(admin.read(path, () => true))) !== undefined;
}
