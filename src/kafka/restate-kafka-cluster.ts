import { Construct } from 'constructs';
import { warnOfEgress } from './brokers';
import { checkKafkaCluster } from './cluster-checks';
import { kafkaClusterModel } from './cluster-model';
import type { RestateKafkaClusterProps } from './cluster-props';
import type { AdminTarget } from '../admin/admin-target';
import { Faults } from '../core/faults';
import { LIST, MAP, TEXT, instanceOf, madeBy, ofTypes } from '../core/prop-types';
import { RestateRuntime } from '../runtime/restate-runtime';

const KAFKA_CLUSTER_TYPES = {
  admin: madeBy('RestateAdmin'),
  brokers: LIST,
  name: TEXT,
  namespace: TEXT,
  properties: MAP,
  runtime: instanceOf('RestateRuntime'),
  secretProperties: MAP,
};

/**
 * Makes a Kafka cluster known to a Restate server, from 1.7 on. The runtime registers it, puts right what differs, and
 * removes it once it has left the app and no subscription reads from it. One of the name that somebody else has
 * registered is left alone.
 *
 * @see https://docs.restate.dev/services/invocation/kafka
 *
 * @example
 * const kafka = new RestateKafkaCluster(chart, 'kafka', {
 *   admin,
 *   brokers: ['kafka.streams.svc:9092'],
 *   properties: { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'SCRAM-SHA-512', 'sasl.username': 'restate' },
 *   secretProperties: { 'sasl.password': { name: 'kafka', key: 'password' } },
 * });
 */
export class RestateKafkaCluster extends Construct {
  /** The name of the cluster at the server. */
  public readonly name: string;

  /** The namespace of the runtime. */
  public readonly namespace: string;

  /** The runtime that registers it. */
  public readonly runtime: RestateRuntime;

  /** @internal */
  public readonly _admin: AdminTarget;

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the cluster's name if `props.name` is left out
   * @param props where the brokers are, and how the server connects to them
   */
  constructor(scope: Construct, id: string, props: RestateKafkaClusterProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, KAFKA_CLUSTER_TYPES, faults);
    const model = kafkaClusterModel(this, id, typed, faults);
    checkKafkaCluster(model, typed, faults);
    const { name, namespace, admin, properties, secrets, brokers, pods } = model;
    this.name = name;
    this.namespace = namespace;
    this._admin = admin;
    this.runtime = RestateRuntime._for(this, namespace, typed.runtime, faults);
    this.runtime._manageKafka({
      ...{ kind: 'kafka-cluster', construct: this, admin, secrets, callees: pods },
      desired: { name, properties },
    });
    faults.checkLate(() => warnOfEgress(brokers, pods, admin, faults));
  }
}
