import { kafkaClusters, subscriptions } from './api';
import type { RemoteCluster, RemoteSubscription } from './api';
import type { WantedKafka } from './wanted';
import type { AdminClient } from '../admin/client';

/** What a server has for Kafka, and what it should have. */
export interface KafkaView {
  /** Undefined where the server has them in its configuration only. */
  readonly clusters?: readonly RemoteCluster[];
  readonly subscriptions: readonly RemoteSubscription[];
  readonly wanted: WantedKafka;
}

export async function observeKafka(admin: AdminClient, wanted: WantedKafka): Promise<KafkaView> {
  const [clusters, all] = await Promise.all([kafkaClusters(admin), subscriptions(admin)]);
  return { clusters, subscriptions: all, wanted };
}
