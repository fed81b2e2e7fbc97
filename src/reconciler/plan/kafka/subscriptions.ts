/**
 * A subscription can't be changed, only made anew. The new one is made first and the former one removed after it: if the
 * server refuses the new one, the former goes on. Both are of one consumer group, which goes on where it was, and Kafka
 * gives each partition to one of them.
 */
import { asDesired, changes, removed, waits, wasAsDesired, withoutKey } from './outcome';
import type { KafkaContext, KafkaOutcome } from './outcome';
import type { RemoteSubscription } from '../../kafka/api';
import type { KafkaChange } from '../../kafka/change';
import { differences, markIn, ownName } from '../../kafka/mark';
import type { Properties } from '../../kafka/mark';
import type { WantedSubscription } from '../../kafka/wanted';
import { byName } from '../../lib/named';
import { grouped } from '../../lib/once';

/** @param clusters what is decided about the Kafka clusters */
export function subscriptionOutcomes(
  context: KafkaContext,
  clusters: readonly KafkaOutcome[],
): KafkaOutcome[] {
  const { subscriptions, wanted } = context.kafka;
  const own = grouped(subscriptions, ({ options }) => {
    const name = ownName(wanted.owner, options);
    return name === undefined ? [] : [name];
  });
  return [
    ...wanted.subscriptions.map((each) =>
      desiredSubscription(each, own.get(each.name) ?? [], context, clusters),
    ),
    ...[...own]
      .filter(([name]) => !byName(wanted.subscriptions, name))
      .map(([name, all]) => removed(subjectOf(name, all[0]), context, all.map(deletion))),
  ];
}

function desiredSubscription(
  wanted: WantedSubscription,
  own: readonly RemoteSubscription[],
  context: KafkaContext,
  clusters: readonly KafkaOutcome[],
): KafkaOutcome {
  const { name, source, sink } = wanted;
  const missing = withoutKey(subjectOf(name, own[0]), wanted.properties);
  if (missing) return missing;
  const options = wanted.properties as Properties;
  const current = own.find((each) => isAsDesired(each, wanted, options));
  if (current) {
    // Also one that was made twice, as its answer was lost.
    const others = own.filter((each) => each !== current).map(deletion);
    return asDesired(subjectOf(name, current), `${source} goes to ${sink}`, others);
  }
  const subject = subjectOf(name, own[0]);
  const cluster = byName(clusters, wanted.cluster);
  if (cluster && cluster.ready.status !== 'True') {
    return waits(
      subject,
      'WaitingForCluster',
      `Its Kafka cluster is not there: ${cluster.ready.message}`,
    );
  }
  const service = /^service:\/\/([^/]*)/.exec(sink)?.[1] ?? '';
  if (!context.view.latest.has(service)) {
    return waits(
      subject,
      'WaitingForService',
      `No deployment has registered the service ${service} yet`,
    );
  }
  const isGone = own.length === 0 && wasAsDesired(context.previous('subscription', name), options);
  const drift = isGone ? 'it was removed from the server by somebody else' : undefined;
  const change: KafkaChange = {
    change: 'create-subscription',
    subscription: { source, sink, options },
  };
  const what = own.length > 0 ? 'It is replaced at the server' : 'It is made at the server';
  return changes(subject, ['Registering', what], change, drift);
}

function isAsDesired(
  actual: RemoteSubscription,
  { source, sink }: WantedSubscription,
  options: Properties,
): boolean {
  const isSame = actual.source === source && actual.sink === sink;
  return isSame && differences(actual.options, options).length === 0;
}

function deletion({ id }: RemoteSubscription): KafkaChange {
  return { change: 'delete-subscription', id };
}

function subjectOf(name: string, actual: RemoteSubscription | undefined) {
  const shown = actual && {
    id: actual.id,
    source: actual.source,
    sink: actual.sink,
    mark: markIn(actual.options),
  };
  return { kind: 'subscription', name, shown } as const;
}
