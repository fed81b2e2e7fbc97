import type { k8s } from 'cdk8s-plus-28';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateRuntime } from '../runtime/restate-runtime';

/**
 * A Kafka cluster that a Restate server reads from. Properties are those of librdkafka, the client that the server uses.
 *
 * @see https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
 */
export interface RestateKafkaClusterProps {
  /**
   * The name of the cluster at the server, unlike that of any other there.
   *
   * A DNS label of at most 50 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the runtime that registers it, which has its Secrets.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /** The admin API of the server. Before Restate 1.7, clusters are in the configuration of the server only. */
  readonly admin: RestateAdmin;

  /**
   * The brokers that are asked first for all others, each as `host:port`: the property `bootstrap.servers`.
   *
   * A cluster of this app gets access to the namespaces of Services of the Kubernetes cluster.
   */
  readonly brokers: string[];

  /**
   * Further properties of the client, such as `security.protocol`. They can be read in a ConfigMap: secrets go into
   * `secretProperties`.
   *
   * @default - none
   */
  readonly properties?: { [name: string]: string };

  /**
   * Properties whose values are keys of Secrets, such as `sasl.password`. The Secrets are mounted into the runtime's
   * pods; the server is told what they contain, again when it has changed, and with these brokers and properties only.
   *
   * @default - none
   */
  readonly secretProperties?: { [name: string]: k8s.SecretKeySelector };

  /**
   * The runtime that registers it.
   *
   * @default - the app's runtime in this namespace, which is created if there is none
   */
  readonly runtime?: RestateRuntime;
}
