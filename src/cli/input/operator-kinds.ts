import type { Fault } from '../../core/faults';

/**
 * What to do instead of a kind that only the operator has.
 *
 * @see https://github.com/restatedev/restate-operator/pull/196
 */
export function notRendered(kind: unknown): Pick<Fault, 'problem' | 'remedy'> | undefined {
  if (kind !== 'RestateKafkaIntegration') return undefined;
  return {
    problem:
      'a RestateKafkaIntegration is not rendered: it runs a program of its own between Kafka and Restate',
    remedy:
      'let Restate consume the topics itself, by a RestateKafkaCluster (before Restate 1.7, [[ingress.kafka-clusters]] in spec.config of the RestateCluster) and a RestateSubscription in a cdk8s app; or run ghcr.io/restatedev/ingress-integration-kafka in a Deployment of your own, and allow its pods by spec.security.networkPeers.ingress',
  };
}
