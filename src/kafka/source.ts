import type { RestateKafkaCluster } from './restate-kafka-cluster';
import type { RestateAdmin } from '../admin/restate-admin';

/** What a {@link RestateKafkaSource} was made from. */
export interface KafkaSourceParts {
  readonly cluster?: RestateKafkaCluster;
  readonly configured?: { readonly admin: RestateAdmin; readonly name: string };
  readonly topic: string;
}

/** Where the records of a subscription come from. */
export class RestateKafkaSource {
  /**
   * A topic of a Kafka cluster of this app, from Restate 1.7 on.
   *
   * @param cluster the Kafka cluster
   * @param topic the name of the topic
   */
  public static fromCluster(cluster: RestateKafkaCluster, topic: string): RestateKafkaSource {
    return new RestateKafkaSource({ cluster, topic });
  }

  /**
   * A topic of a Kafka cluster that the server knows already: from `[[ingress.kafka-clusters]]` of its configuration, or
   * from another app.
   *
   * @param admin the admin API of the server
   * @param clusterName the name of the Kafka cluster at the server
   * @param topic the name of the topic
   */
  public static fromConfiguration(
    admin: RestateAdmin,
    clusterName: string,
    topic: string,
  ): RestateKafkaSource {
    return new RestateKafkaSource({ configured: { admin, name: clusterName }, topic });
  }

  /** @internal */
  public readonly _source: KafkaSourceParts;

  private constructor(source: KafkaSourceParts) {
    this._source = source;
  }
}
