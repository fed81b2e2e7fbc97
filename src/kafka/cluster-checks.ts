import { checkBrokers } from './brokers';
import type { KafkaModel } from './cluster-model';
import type { RestateKafkaClusterProps } from './cluster-props';
import { checkProperties } from './properties';
import type { AdminTarget } from '../admin/admin-target';
import { RestateCluster } from '../cluster/restate-cluster';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';

/** The volume of its secrets is named by it. */
const LONGEST_NAME = 50;
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

export function checkNames({ name, namespace }: KafkaModel, faults: FaultSink): void {
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
