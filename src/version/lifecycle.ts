import type { Duration } from 'cdk8s';
import type { RestateDeletionPolicy } from './deletion-policy';
import type { RestateLifecycleProps } from './props';
import { DEFAULT_DRAIN_DELAY_SECONDS } from '../contract';
import type { DeletionPolicy, DesiredDeployment } from '../contract';
import { wholeSeconds } from '../core/duration';
import type { FaultSink } from '../core/faults';

/** How a version is registered and removed, as its entry in the desired state says it. */
export type Lifecycle = Required<
  Pick<
    DesiredDeployment,
    'useHttp11' | 'breaking' | 'drainDelaySeconds' | 'deletionPolicy' | 'paused'
  >
>;

export function lifecycle(props: RestateLifecycleProps, faults: FaultSink): Lifecycle {
  return {
    useHttp11: props.useHttp11 ?? false,
    breaking: props.breaking ?? false,
    drainDelaySeconds: drainDelaySeconds(props.drainDelay, faults),
    deletionPolicy: deletionPolicy(props.deletionPolicy, faults),
    paused: props.paused ?? false,
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
