import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { brokersOf, brokerPods } from './brokers';
import type { Broker } from './brokers';
import type { RestateKafkaClusterProps } from './cluster-props';
import { mountedKeys, sorted } from './properties';
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
