import type { k8s } from 'cdk8s-plus-28';
import type { RestateKafkaSource } from './source';
import type { RestateRuntime } from '../runtime/restate-runtime';

/**
 * What becomes of the records of a topic.
 *
 * @see https://docs.restate.dev/services/invocation/kafka
 */
export interface RestateSubscriptionProps {
  /**
   * The name of the subscription, unlike that of any other in the namespace.
   *
   * A DNS label of at most 50 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /** The topic, and the Kafka cluster that it is in. */
  readonly source: RestateKafkaSource;

  /** The name of the service whose handler each record invokes. The subscription is made once it is registered. */
  readonly service: string;

  /** The name of the handler. */
  readonly handler: string;

  /**
   * The consumer group, by which Kafka knows which records were read already. With another one, the topic is read anew,
   * from where the option `auto.offset.reset` says.
   *
   * @default "<namespace>.<name of the runtime>.<name>", which stays the same whatever else is changed
   */
  readonly groupId?: string;

  /**
   * Further properties of the consumer, as of the Kafka cluster: `auto.offset.reset` is where a new consumer group
   * begins, `earliest` or `latest`.
   *
   * @default - those of the Kafka cluster
   */
  readonly options?: { [name: string]: string };

  /**
   * Properties of the consumer whose values are keys of Secrets, such as the `sasl.password` of a Kafka cluster in the
   * server's configuration. Servers before 1.7 show them to whoever may use their admin API.
   *
   * @default - those of the Kafka cluster
   */
  readonly secretOptions?: { [name: string]: k8s.SecretKeySelector };

  /**
   * The namespace of the runtime that makes it, which has its Secrets.
   *
   * @default - that of the Kafka cluster if the app has it, else the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /**
   * The runtime that makes it.
   *
   * @default - that of the Kafka cluster if the app has it, else the app's runtime in this namespace
   */
  readonly runtime?: RestateRuntime;
}
