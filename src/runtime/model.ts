import { runtimeMonitoringModel } from './monitoring-model';
import type { RuntimeMonitoringModel } from './monitoring-model';
import { runtimeNetworkModel } from './network-policy';
import type { RuntimeNetworkModel } from './network-policy';
import type { RestateRuntimeProps } from './props';
import type { SweepSchedule } from '../contract';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { fnv1a64 } from '../core/fnv';
import type { StringMap } from '../core/json';
import { rawManifestValue } from '../core/manifest-value';
import type { ScriptPodModel } from '../script/script-pod';
import { scriptPodModel } from '../script/script-pod';

const DEFAULT_SWEEP_MINUTES = 5;

/** A runtime with its defaults filled in, in manifest form. */
export interface RuntimeModel extends ScriptPodModel {
  readonly id: string;
  readonly namespace: string;
  readonly mode: 'jobs' | 'deployment' | 'none';
  /** The CronJob's schedule; undefined in the other modes. */
  readonly sweep?: SweepSchedule;
  /** The user's own; without it a ServiceAccount is created. */
  readonly serviceAccountName?: string;
  readonly knative?: boolean;
  /** Left out, the pods have no policy of their own. */
  readonly networkPolicy?: RuntimeNetworkModel;
  readonly monitoring?: RuntimeMonitoringModel;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

export function runtimeModel(
  id: string,
  namespace: string,
  props: RestateRuntimeProps,
  faults: FaultSink,
): RuntimeModel {
  const mode = props.mode?._source ?? { type: 'jobs' as const };
  return {
    id,
    namespace,
    mode: mode.type,
    sweep:
      mode.type === 'jobs'
        ? sweepSchedule(
            mode.sweepEvery?.toMinutes({ integral: false }),
            `${namespace}/${id}`,
            faults,
          )
        : undefined,
    ...scriptPodModel(props, faults),
    serviceAccountName: props.serviceAccountName,
    knative: props.knative,
    networkPolicy: props.networkPolicy && runtimeNetworkModel(props.networkPolicy, faults),
    monitoring: props.monitoring && runtimeMonitoringModel(props.monitoring, faults),
    labels: rawManifestValue(props.labels ?? {}, faults, 'labels'),
    annotations: rawManifestValue(props.annotations ?? {}, faults, 'annotations'),
  };
}

/** The minute depends on the name, so that a thousand runtimes do not all start at once. */
function sweepSchedule(
  minutes: number | undefined,
  name: string,
  faults: FaultSink,
): SweepSchedule {
  let everyMinutes = minutes ?? DEFAULT_SWEEP_MINUTES;
  if (!Number.isInteger(everyMinutes) || everyMinutes < 1 || 60 % everyMinutes !== 0) {
    faults.add(
      'mode.sweepEvery',
      `must divide an hour evenly, got ${shown(everyMinutes)} minutes`,
      'write 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes',
    );
    everyMinutes = DEFAULT_SWEEP_MINUTES;
  }
  return { everyMinutes, offsetMinutes: Number(fnv1a64(Buffer.from(name)) % BigInt(everyMinutes)) };
}
