/** Kafka clusters and subscriptions: the next steps, and what the status says of them. Pure. */
import { clusterOutcomes } from './clusters';
import type { KafkaContext, KafkaOutcome } from './outcome';
import { subscriptionOutcomes } from './subscriptions';
import { CONDITIONS, kafkaObject, kafkaObjects } from '../../../contract';
import type { KafkaStatus } from '../../../contract';
import type { KafkaView } from '../../kafka/api';
import { ownName } from '../../kafka/mark';
import { namesOf } from '../../lib/named';
import { kafkaAdmins } from '../../observe/kafka';
import { conditionOf, isFailure } from '../../observe/observation';
import type { AdminFailure, AdminRef, Observation } from '../../observe/observation';
import { adminRef, viewOf } from '../../observe/refs';
import type { Step } from '../actions';
import { withTransition } from '../condition';
import type { PlannedCondition } from '../condition';
import { sameId } from '../removal-gate';
import type { RetryState } from '../retry-state';

export interface KafkaPlan {
  readonly steps: readonly Step[];
  readonly statuses: readonly KafkaStatus[];
  readonly pending: boolean;
}

/** @param suspended why nothing may be removed */
export function planKafka(
  observation: Observation,
  retryState: Pick<RetryState, 'troubles'>,
  suspended: string | undefined,
): KafkaPlan {
  const plans = kafkaAdmins(observation).map((admin) => {
    const view = viewOf(observation, admin);
    const kafka = isFailure(view) ? view : view.kafka;
    if (isFailure(view) || !kafka || 'failure' in kafka) {
      const failure = (kafka ?? { failure: 'it was not asked for Kafka' }) as AdminFailure;
      return unknownPlan(observation, admin, failure);
    }
    const context: KafkaContext = {
      view,
      kafka,
      suspended: suspended ?? othersKafka(observation, kafka),
      previous: (kind, name) => previousOf(observation, admin, kafkaObject(kind, name)),
    };
    const clusters = clusterOutcomes(context);
    const outcomes = [...clusters, ...subscriptionOutcomes(context, clusters)];
    return {
      steps: outcomes
        .filter(({ actions }) => actions.length > 0)
        .map((each) => stepOf(each, admin)),
      statuses: outcomes.map((each) => statusOf(each, admin, observation, retryState)),
      pending: outcomes.some(({ pending }) => pending),
    };
  });
  return {
    steps: plans.flatMap(({ steps }) => steps),
    statuses: plans.flatMap(({ statuses }) => statuses),
    pending: plans.some(({ pending }) => pending),
  };
}

/** Nothing that is here is desired, and nobody has chosen the id: two apps may have it. */
function othersKafka({ desired }: Observation, kafka: KafkaView): string | undefined {
  const { clusters = [], subscriptions, wanted } = kafka;
  const names = namesOf([...wanted.clusters, ...wanted.subscriptions]);
  if (!desired.idIsDefault || names.size === 0) return undefined;
  const own = [
    ...clusters.map(({ properties }) => properties),
    ...subscriptions.map(({ options }) => options),
  ].flatMap((properties) => ownName(wanted.owner, properties) ?? []);
  if (own.length === 0 || own.some((name) => names.has(name))) return undefined;
  return sameId(own, desired.id);
}

function stepOf({ kind, name, actions }: KafkaOutcome, admin: AdminRef): Step {
  const object = kafkaObject(kind, name);
  return { admin, deployment: object, object, actions };
}

function statusOf(
  { kind, name, ready, shown }: KafkaOutcome,
  admin: AdminRef,
  observation: Observation,
  { troubles }: Pick<RetryState, 'troubles'>,
): KafkaStatus {
  const object = kafkaObject(kind, name);
  const trouble = troubles.get(object);
  const failed =
    trouble === undefined ? ready : { ...ready, reason: 'ActionFailed', message: trouble };
  const { conditions: before } = previousOf(observation, admin, object) ?? {};
  return { object, admin, ...shown, conditions: [withTransition(failed, before, observation.now)] };
}

/** What the last run has seen, of which nothing is known now, and what it has not seen yet. */
function unknownPlan(observation: Observation, admin: AdminRef, failure: AdminFailure): KafkaPlan {
  const { previous, desired, now } = observation;
  const objects = new Set([
    ...(previous?.kafka ?? []).flatMap((each) => (isAt(each, admin) ? [each.object] : [])),
    ...kafkaObjects(desired, admin.key),
  ]);
  const unknown: PlannedCondition = {
    type: CONDITIONS.ready,
    status: 'Unknown',
    ...conditionOf(failure),
  };
  const statuses = [...objects].map((object) => {
    const before = previousOf(observation, admin, object);
    return {
      ...{ ...before, object, admin },
      conditions: [withTransition(unknown, before?.conditions, now)],
    };
  });
  return { steps: [], statuses, pending: true };
}

function previousOf({ previous }: Observation, admin: AdminRef, object: string) {
  return previous?.kafka?.find((each) => each.object === object && isAt(each, admin));
}

function isAt(status: KafkaStatus, admin: AdminRef): boolean {
  return adminRef(status.admin) === adminRef(admin);
}
