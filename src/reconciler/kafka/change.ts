/** One change for Kafka at an admin API. Each may be done twice, and each may be the last that is done. */
import {
  createCluster,
  createSubscription,
  deleteCluster,
  deleteSubscription,
  kafkaCluster,
  subscription,
  updateCluster,
} from './api';
import type { RemoteCluster, RemoteSubscription } from './api';
import { ownName, ownerIn } from './mark';
import type { Owner } from './mark';
import type { AdminClient } from '../admin/client';
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
    case 'update-cluster':
      if (await isOurs(admin, change.cluster.name, change.owner)) {
        await updateCluster(admin, change.cluster);
      }
      return;
    case 'delete-cluster':
      if (await isOurs(admin, change.name, change.owner)) {
        await deleteCluster(admin, change.name);
        await gone(`Kafka cluster ${change.name}`, () => kafkaCluster(admin, change.name), time);
      }
      return;
    case 'delete-subscription':
      // The server gives each id once: no other can have it by now.
      await deleteSubscription(admin, change.id);
      await gone(`subscription ${change.id}`, () => subscription(admin, change.id), time);
  }
}

/** Names are given by whoever makes a cluster: somebody else may have done so since the plan was made. */
async function isOurs(admin: AdminClient, name: string, owner: Owner): Promise<boolean> {
  const found = await kafkaCluster(admin, name);
  if (!found) return false;
  if (ownName(owner, found.properties) === name) return true;
  throw new Error(
    `Kafka cluster ${name} is not this runtime's any more; ${ownerIn(found.properties)}`,
  );
}

/** What is in front of the server may have answered. */
async function gone(what: string, find: () => Promise<unknown>, time: Time): Promise<void> {
  for (let attempt = 1; await find(); attempt++) {
    if (attempt >= GONE.attempts) {
      throw new Error(`${what} is still there although its DELETE was answered with success`);
    }
    await time.sleep(GONE.pauseMs);
  }
}
