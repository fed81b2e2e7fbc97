/** Which admin APIs are asked for Kafka. */
import type { AdminRef, Observation } from './observation';
import { adminRef, refOf } from './refs';

/** Every desired one, if the desired state says anything of Kafka, or did; and those that it was at. */
export function kafkaAdmins({
  desired,
  previous,
}: Pick<Observation, 'desired' | 'previous'>): AdminRef[] {
  const { kafkaClusters, subscriptions, admins } = desired;
  const before = previous?.kafka ?? [];
  if (!kafkaClusters && !subscriptions && before.length === 0) return [];
  const all = [...admins.map(refOf), ...before.map(({ admin }) => refOf(admin))];
  return [...new Map(all.map((ref) => [adminRef(ref), ref])).values()];
}
