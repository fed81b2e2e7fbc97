import { Construct } from 'constructs';
import { sorted } from './properties';
import { checkSubscription } from './subscription-checks';
import { subscriptionModel } from './subscription-model';
import type { RestateSubscriptionProps } from './subscription-props';
import { Faults } from '../core/faults';
import { MAP, TEXT, instanceOf, madeBy, ofTypes } from '../core/prop-types';
import { RestateRuntime } from '../runtime/restate-runtime';

const SUBSCRIPTION_TYPES = {
  groupId: TEXT,
  handler: TEXT,
  name: TEXT,
  namespace: TEXT,
  options: MAP,
  runtime: instanceOf('RestateRuntime'),
  secretOptions: MAP,
  service: TEXT,
  source: madeBy('RestateKafkaSource'),
};

/**
 * Has a handler invoked by each record of a topic. The runtime makes the subscription once the service is registered,
 * replaces it when it has changed, and removes it once it has left the app; subscriptions that it has not made are left
 * alone. The consumer group stays the same, so that a subscription that is replaced goes on where it was.
 *
 * @see https://docs.restate.dev/services/invocation/kafka
 *
 * @example
 * new RestateSubscription(chart, 'orders', {
 *   source: RestateKafkaSource.fromCluster(kafka, 'orders'),
 *   service: 'Checkout',
 *   handler: 'order',
 *   options: { 'auto.offset.reset': 'earliest' },
 * });
 */
export class RestateSubscription extends Construct {
  /** The name of the subscription. */
  public readonly name: string;

  /** The namespace of the runtime. */
  public readonly namespace: string;

  /** The runtime that makes it. */
  public readonly runtime: RestateRuntime;

  /** The consumer group. */
  public readonly groupId: string;

  /**
   * Invalid props do not throw here: they are all reported together when the app is synthesized, each with its field,
   * the value given and what to write instead.
   *
   * @param scope the chart
   * @param id the construct's id, and the subscription's name if `props.name` is left out
   * @param props what is read, and what is invoked
   */
  constructor(scope: Construct, id: string, props: RestateSubscriptionProps) {
    super(scope, id);
    const faults = Faults.of(this);
    const typed = ofTypes(props, SUBSCRIPTION_TYPES, faults);
    const model = subscriptionModel(this, id, typed, faults);
    checkSubscription(model, typed, faults);
    const { name, namespace, admin, secrets, source, sink } = model;
    const { cluster } = typed.source?._source ?? {};
    this.name = name;
    this.namespace = namespace;
    const runtime = typed.runtime ?? (typed.namespace === undefined ? cluster?.runtime : undefined);
    this.runtime = RestateRuntime._for(this, namespace, runtime, faults);
    this.groupId = typed.groupId ?? [namespace, this.runtime.name, name].join('.');
    const properties = sorted({ ...model.properties, 'group.id': this.groupId });
    this.runtime._manageKafka({
      ...{ kind: 'subscription', construct: this, admin, secrets },
      desired: { name, source, sink, properties },
    });
  }
}
