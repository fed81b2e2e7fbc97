import type { KubernetesClient } from './client';
import { RESOURCES } from './types';
import type { KubernetesObject } from './types';
import { MANAGED_BY } from '../../contract';

/** Something that a person would want to hear of. */
export interface EventSpec {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** The object that an Event is shown with. */
export interface InvolvedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
}

/** The API server refuses more. */
const LONGEST_MESSAGE = 1024;

/**
 * Makes an Event, called by a prefix and some random letters. It never fails a run: an Event is told best effort.
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
    message: message.slice(0, LONGEST_MESSAGE),
    source: { component: MANAGED_BY },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  await kubernetes.create(RESOURCES.events, event).catch(() => undefined);
}
