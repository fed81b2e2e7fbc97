import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { brokersOf, brokerPods } from './brokers';
import type { Broker } from './brokers';
import { mountedKeys, sorted } from './properties';
import type { RestateKafkaClusterProps, RestateSubscriptionProps } from './props';
import { adminTarget } from '../admin/admin-target';
import type { AdminTarget } from '../admin/admin-target';
import type { Faults } from '../core/faults';
import type { StringMap } from '../core/json';
import type { CalledPods, MountedKey } from '../runtime/managed-deployment';

/** What both have, with their defaults filled in. */
export interface KafkaModel {
  readonly name: string;
  readonly namespace: string;
  readonly admin: AdminTarget;
  readonly properties: StringMap;
  readonly secrets: { readonly [property: string]: MountedKey };
}

export interface KafkaClusterModel extends KafkaModel {
  readonly brokers: readonly Broker[];
  readonly pods: readonly CalledPods[];
}

export function kafkaClusterModel(
  scope: Construct,
  id: string,
  props: RestateKafkaClusterProps,
  faults: Faults,
): KafkaClusterModel {
  const admin = adminTarget(props.admin, 'admin', faults);
  const brokers = brokersOf(props.brokers);
  const servers = brokers.map(({ text }) => text).join(',');
  const { properties = {}, secretProperties } = props;
  return {
    name: props.name ?? id,
    namespace: props.namespace ?? Chart.of(scope).namespace ?? 'default',
    admin,
    brokers,
    pods: brokerPods(brokers, admin, properties['security.protocol']),
    properties: sorted({ ...properties, 'bootstrap.servers': servers }),
    secrets: mountedKeys(secretProperties),
  };
}

export function subscriptionModel(
  scope: Construct,
  id: string,
  props: RestateSubscriptionProps,
  faults: Faults,
): KafkaModel & { readonly source: string; readonly sink: string } {
  const { cluster, configured, topic } = props.source?._source ?? {};
  const clusterName = cluster?.name ?? configured?.name ?? 'missing';
  return {
    name: props.name ?? id,
    namespace: props.namespace ?? cluster?.namespace ?? Chart.of(scope).namespace ?? 'default',
    admin: cluster?._admin ?? adminTarget(configured?.admin, 'source.admin', faults),
    source: `kafka://${clusterName}/${topic ?? 'missing'}`,
    sink: `service://${props.service ?? 'missing'}/${props.handler ?? 'missing'}`,
    properties: props.options ?? {},
    secrets: mountedKeys(props.secretOptions),
  };
}
