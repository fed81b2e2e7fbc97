import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KafkaModel } from './cluster-model';
import { mountedKeys } from './properties';
import type { RestateSubscriptionProps } from './subscription-props';
import { adminTarget } from '../admin/admin-target';
import type { Faults } from '../core/faults';

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
