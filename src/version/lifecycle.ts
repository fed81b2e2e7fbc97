import type { Duration } from 'cdk8s';
import type { RestateDeletionPolicy } from './deletion-policy';
import type { RestateLifecycleProps } from './props';
import { metadataEntries } from './registration-metadata';
import type { RestateRegistrationMetadata } from './registration-metadata';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../contract';
import type { DeletionPolicy, DesiredDeployment } from '../contract';
import { wholeSeconds } from '../core/duration';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';

/** How a version is registered and removed, as its entry in the desired state says it. */
export type Lifecycle = Required<
  Pick<
    DesiredDeployment,
    'useHttp11' | 'breaking' | 'drainDelaySeconds' | 'deletionPolicy' | 'paused'
  >
> &
  Pick<DesiredDeployment, 'metadata'>;

export function lifecycle(props: RestateLifecycleProps, faults: FaultSink): Lifecycle {
  return {
    useHttp11: props.useHttp11 ?? false,
    breaking: props.breaking ?? false,
    drainDelaySeconds: drainDelaySeconds(props.drainDelay, faults),
    deletionPolicy: deletionPolicy(props.deletionPolicy, faults),
    paused: props.paused ?? false,
    metadata: metadata(props.registrationMetadata, faults),
  };
}

function drainDelaySeconds(delay: Duration | undefined, faults: FaultSink): number {
  return wholeSeconds(delay, 'drainDelay', faults) ?? DEFAULT_DRAIN_DELAY_SECONDS;
}

function deletionPolicy(
  policy: RestateDeletionPolicy | undefined,
  faults: FaultSink,
): DeletionPolicy {
  const { type, after } = policy?._source ?? { type: 'drain' };
  if (type !== 'drain-then-force') return { type };
  return { type, afterSeconds: wholeSeconds(after, 'deletionPolicy.after', faults) ?? 0 };
}

function metadata(
  given: RestateRegistrationMetadata | undefined,
  faults: FaultSink,
): DesiredDeployment['metadata'] {
  const entries = given && metadataEntries(given._source);
  for (const [key, value] of Object.entries(entries ?? {})) {
    if (key !== '' && typeof value === 'string') continue;
    faults.add(
      `registrationMetadata[${shown(key)}]`,
      `${shown(value)} is not text under a name`,
      'write a string, and a name for it',
    );
  }
  return entries;
}
