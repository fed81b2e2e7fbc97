import { checkNames } from './cluster-checks';
import type { KafkaModel } from './cluster-model';
import { checkProperties } from './properties';
import type { RestateSubscriptionProps } from './subscription-props';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { checkDnsLabel } from '../core/kubernetes-syntax';

const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
const SERVICE = /^[\w.-]+$/;

/** Everything about a subscription that Restate would refuse later, and the topic, which it would not. */
export function checkSubscription(
  model: KafkaModel,
  props: RestateSubscriptionProps,
  faults: FaultSink,
): void {
  checkNames(model, faults);
  const { source, options, secretOptions, groupId } = props;
  if (source === undefined) {
    const remedy = 'write RestateKafkaSource.fromCluster(cluster, "topic")';
    faults.add('source', 'missing required field', remedy);
  } else {
    const { topic, configured } = source._source;
    if (configured) checkDnsLabel(configured.name, 'source.clusterName', faults);
    if (typeof topic !== 'string' || !TOPIC.test(topic) || /^\.{1,2}$/.test(topic)) {
      const remedy = 'write letters, digits, ".", "_" and "-"';
      faults.add('source.topic', `${shown(topic ?? null)} is not the name of a topic`, remedy);
    }
  }
  for (const field of ['service', 'handler'] as const) {
    const value = props[field];
    if (typeof value === 'string' && SERVICE.test(value)) continue;
    faults.add(
      field,
      value === undefined
        ? 'missing required field'
        : `${shown(value)} is not the name of a ${field}`,
      'write the name that the service has in its code',
    );
  }
  if (groupId === '') faults.add('groupId', 'is empty', 'write a name, or remove it');
  const fields = ['options', 'secretOptions'] as const;
  checkProperties({ options, secretOptions }, fields, { 'group.id': 'groupId' }, faults);
}
