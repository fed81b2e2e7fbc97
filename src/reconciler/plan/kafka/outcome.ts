/** What is decided about one Kafka cluster or subscription. */
import { CONDITIONS } from '../../../contract';
import type { KafkaKind, KafkaStatus } from '../../../contract';
import type { KafkaView } from '../../kafka/api';
import type { KafkaChange } from '../../kafka/change';
import { markIn } from '../../kafka/mark';
import type { Properties } from '../../kafka/mark';
import { MissingKeyError } from '../../lib/mounted-key';
import type { AdminView } from '../../observe/observation';
import type { ChangeKafka } from '../actions';
import { condition } from '../condition';
import type { PlannedCondition } from '../condition';

/** All that its decision depends on. */
export interface KafkaContext {
  readonly view: AdminView;
  readonly kafka: KafkaView;
  /** Why nothing may be removed. */
  readonly suspended?: string;
  /** What the last run wrote of it. */
  previous(kind: KafkaKind, name: string): KafkaStatus | undefined;
}

export interface KafkaOutcome {
  readonly kind: KafkaKind;
  readonly name: string;
  readonly actions: readonly ChangeKafka[];
  readonly ready: PlannedCondition;
  /** Something is still to be done, or waited for. */
  readonly pending: boolean;
  readonly shown?: Pick<KafkaStatus, 'id' | 'source' | 'sink' | 'mark'>;
}

type Subject = Pick<KafkaOutcome, 'kind' | 'name' | 'shown'>;

export function asDesired(
  subject: Subject,
  message: string,
  more: KafkaChange[] = [],
): KafkaOutcome {
  const ready = condition(CONDITIONS.ready, true, 'Registered', message);
  return { ...subject, actions: more.map(action), ready, pending: false };
}

export function waits(subject: Subject, reason: string, message: string): KafkaOutcome {
  return { ...subject, actions: [], ready: notReady(reason, message), pending: true };
}

/** A person has to change something first. */
export function stuck(subject: Subject, reason: string, message: string): KafkaOutcome {
  return { ...waits(subject, reason, message), pending: false };
}

/** @param drift what somebody else has done to it, for an Event */
export function changes(
  subject: Subject,
  [reason, message]: readonly [string, string],
  change: KafkaChange | readonly KafkaChange[],
  drift?: string,
): KafkaOutcome {
  const [first, ...others] = [change].flat();
  const actions = [
    { ...action(first), ...(drift !== undefined && { drift }) },
    ...others.map(action),
  ];
  return { ...subject, actions, ready: notReady(reason, message), pending: true };
}

/** Nothing of it is desired any more. */
export function removed(
  subject: Subject,
  { suspended }: KafkaContext,
  change: KafkaChange | readonly KafkaChange[],
): KafkaOutcome {
  return suspended === undefined
    ? changes(subject, ['Removing', 'It has left the app and is removed'], change)
    : stuck(subject, 'RemovalsSuspended', `It has left the app and is kept: ${suspended}`);
}

/** Undefined where the secrets are there. */
export function withoutKey(
  subject: Subject,
  properties: Properties | MissingKeyError,
): KafkaOutcome | undefined {
  if (!(properties instanceof MissingKeyError)) return undefined;
  return waits(subject, 'KeyMissing', properties.message);
}

/**
 * Whether somebody else has changed or removed what the last run has seen: it was as it is desired now.
 *
 * @param wanted properties with the mark
 */
export function wasAsDesired(previous: KafkaStatus | undefined, wanted: Properties): boolean {
  return previous?.mark !== undefined && previous.mark === markIn(wanted);
}

function notReady(reason: string, message: string): PlannedCondition {
  return condition(CONDITIONS.ready, false, reason, message);
}

function action(change: KafkaChange): ChangeKafka {
  return { type: 'change-kafka', change };
}
