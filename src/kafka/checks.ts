import { checkBrokers } from './brokers';
import type { KafkaModel } from './model';
import { checkProperties } from './properties';
import type { RestateKafkaClusterProps, RestateSubscriptionProps } from './props';
import type { AdminTarget } from '../admin/admin-target';
import { RestateCluster } from '../cluster/restate-cluster';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';

/** The volume of its secrets is named by it. */
const LONGEST_NAME = 50;
const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const SERVICE = /^[\w.-]+$/;
/** Images of Restate 1.6 and older, by their tags. */
const BEFORE_1_7 = /:v?(0|1\.[0-6])([.@-]|$)/;

/** Everything about a Kafka cluster that Restate would refuse later. */
export function checkKafkaCluster(
  model: KafkaModel,
  props: RestateKafkaClusterProps,
  faults: FaultSink,
): void {
  checkNames(model, faults);
  checkBrokers(props.brokers, faults);
  const { properties, secretProperties } = props;
  const elsewhere = { 'bootstrap.servers': 'brokers', 'metadata.broker.list': 'brokers' };
  const fields = ['properties', 'secretProperties'] as const;
  checkProperties({ properties, secretProperties }, fields, elsewhere, faults);
  checkVersion(model.admin, faults);
}

/** Everything about a subscription that Restate would refuse later, and the topic, which it would not. */
export function checkSubscription(
  model: KafkaModel,
  props: RestateSubscriptionProps,
  faults: FaultSink,
): void {
  checkNames(model, faults);
  const { source, options, secretOptions, groupId } = props;
  if (source === undefined) {
    const remedy = 'write RestateKafkaSource.fromCluster(cluster, "topic")';
    faults.add('source', 'missing required field', remedy);
  } else {
    const { topic, configured } = source._source;
    if (configured) checkDnsLabel(configured.name, 'source.clusterName', faults);
    if (typeof topic !== 'string' || !TOPIC.test(topic) || /^\.{1,2}$/.test(topic)) {
      const remedy = 'write letters, digits, ".", "_" and "-"';
      faults.add('source.topic', `${shown(topic ?? null)} is not the name of a topic`, remedy);
    }
  }
  for (const field of ['service', 'handler'] as const) {
    const value = props[field];
    if (typeof value === 'string' && SERVICE.test(value)) continue;
    faults.add(
      field,
      value === undefined
        ? 'missing required field'
        : `${shown(value)} is not the name of a ${field}`,
      'write the name that the service has in its code',
    );
  }
  if (groupId === '') faults.add('groupId', 'is empty', 'write a name, or remove it');
  const fields = ['options', 'secretOptions'] as const;
  checkProperties({ options, secretOptions }, fields, { 'group.id': 'groupId' }, faults);
}

function checkNames({ name, namespace }: KafkaModel, faults: FaultSink): void {
  checkDnsLabel(name, 'name', faults);
  if (name.length > LONGEST_NAME) {
    faults.add('name', `${shown(name)} is too long`, `write at most ${LONGEST_NAME} characters`);
  }
  checkDnsLabel(namespace, 'namespace', faults);
}

/** Of a cluster of this app, the version is known by its image. */
function checkVersion({ cluster }: AdminTarget, faults: FaultSink): void {
  if (!(cluster instanceof RestateCluster)) return;
  const { image } = cluster._model.compute;
  if (typeof image !== 'string' || !BEFORE_1_7.test(image)) return;
  faults.add(
    'admin',
    `${shown(image)} has Kafka clusters in its configuration only, as all before Restate 1.7`,
    'put it into config of the RestateCluster as [[ingress.kafka-clusters]], and use RestateKafkaSource.fromConfiguration; or write an image of Restate 1.7 or newer',
  );
}
