import { asDesired, changes, removed, stuck, wasAsDesired, withoutKey } from './outcome';
import type { KafkaContext, KafkaOutcome } from './outcome';
import { clusterOf } from '../../../contract';
import type { RemoteCluster } from '../../kafka/api';
import { differences, markIn, ownName, ownerIn } from '../../kafka/mark';
import type { Properties } from '../../kafka/mark';
import type { WantedCluster } from '../../kafka/wanted';
import { byName } from '../../lib/named';

export function clusterOutcomes(context: KafkaContext): KafkaOutcome[] {
  const { clusters: there = [], wanted } = context.kafka;
  const left = there.filter(
    ({ name, properties }) =>
      ownName(wanted.owner, properties) === name && !byName(wanted.clusters, name),
  );
  return [
    ...wanted.clusters.map((each) => desiredCluster(each, context)),
    ...left.map((each) => formerCluster(each, context)),
  ];
}

function desiredCluster(cluster: WantedCluster, context: KafkaContext): KafkaOutcome {
  const { name } = cluster;
  const { clusters, wanted } = context.kafka;
  const found = byName(clusters, name);
  const subject = subjectOf(name, found?.properties);
  if (!clusters) {
    const message =
      'Before Restate 1.7, servers have Kafka clusters in their configuration only: write [[ingress.kafka-clusters]] and RestateKafkaSource.fromConfiguration, or upgrade the server';
    return stuck(subject, 'NotSupported', message);
  }
  if (found && ownName(wanted.owner, found.properties) !== name) {
    const message = `The server has another Kafka cluster of this name, and ${ownerIn(found.properties)}: choose another name, or remove that one`;
    return stuck({ ...subject, shown: undefined }, 'TakenByOther', message);
  }
  const missing = withoutKey(subject, cluster.properties);
  if (missing) return missing;
  const properties = cluster.properties as Properties;
  const isDrift = wasAsDesired(context.previous('kafka-cluster', name), properties);
  if (!found) {
    const drift = isDrift ? 'it was removed from the server by somebody else' : undefined;
    const change = { change: 'create-cluster', cluster: { name, properties } } as const;
    return changes(subject, ['Registering', 'It is made at the server'], change, drift);
  }
  const different = differences(found.properties, properties);
  if (different.length === 0) return asDesired(subject, 'The server has it as desired');
  // With another mark, it is the app that has changed.
  const isOthers = isDrift && markIn(found.properties) === markIn(properties);
  const change = {
    change: 'update-cluster',
    cluster: { name, properties },
    owner: wanted.owner,
  } as const;
  const which = different.sort().join(', ');
  const drift = isOthers ? `somebody else has changed ${which} at the server` : undefined;
  return changes(subject, ['Changing', `Other at the server: ${which}`], change, drift);
}

function formerCluster({ name, properties }: RemoteCluster, context: KafkaContext): KafkaOutcome {
  const { subscriptions, wanted } = context.kafka;
  const subject = subjectOf(name, properties);
  const readers = subscriptions.filter((each) => clusterOf(each) === name);
  const others = readers.filter(({ options }) => ownName(wanted.owner, options) === undefined);
  if (others.length > 0) {
    const ids = others.map(({ id }) => id).join(', ');
    const message = `It has left the app and is kept: subscriptions that are not this runtime's read from it: ${ids}`;
    return stuck(subject, 'InUse', message);
  }
  const change = { change: 'delete-cluster', name, owner: wanted.owner } as const;
  const outcome = removed(subject, context, change);
  // Its subscriptions first: the server refuses it otherwise.
  return readers.length > 0 ? { ...outcome, actions: [] } : outcome;
}

function subjectOf(name: string, properties: Properties = {}) {
  return { kind: 'kafka-cluster', name, shown: { mark: markIn(properties) } } as const;
}
