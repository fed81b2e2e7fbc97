import type { KubernetesClient } from './client';
import { RESOURCES } from './types';
import type { KubernetesObject } from './types';
import { MANAGED_BY } from '../../contract';
import { withoutSecrets } from '../lib/secrets';

/** An Event, without the object that it is about. */
export interface EventSpec {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** The object that an Event is about. */
export interface InvolvedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
}

/** The API server refuses longer ones. */
const LONGEST_MESSAGE = 1024;

/**
 * Creates an Event, named by a prefix and some random letters. Events are best effort: none fails a run.
 */
export async function createEvent(
  kubernetes: KubernetesClient,
  involved: InvolvedObject,
  { type, reason, message }: EventSpec,
  prefix = involved.name,
): Promise<void> {
  const { namespace } = kubernetes;
  const now = kubernetes.clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      generateName: `${prefix}-`,
      namespace,
    } as unknown as KubernetesObject['metadata'],
    involvedObject: { ...involved, namespace },
    type,
    reason,
    message: withoutSecrets(message).slice(0, LONGEST_MESSAGE),
    source: { component: MANAGED_BY },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  await kubernetes.create(RESOURCES.events, event).catch(() => undefined);
}

export function normal(reason: string, message: string): EventSpec {
  return { type: 'Normal', reason, message };
}

export function warning(reason: string, message: string): EventSpec {
  return { type: 'Warning', reason, message };
}
