import { faultsAt } from '../core/faults';
import type { FaultSink } from '../core/faults';
import { monitoringModel, positiveSeconds } from '../monitoring/model';
import type { MonitoringModel } from '../monitoring/model';
import type { RestateRuntimeMonitoring } from '../monitoring/props';

/** `monitoring`, in manifest form. */
export interface RuntimeMonitoringModel extends MonitoringModel {
  readonly drainAgeSeconds: number;
}

export function runtimeMonitoringModel(
  props: RestateRuntimeMonitoring,
  faults: FaultSink,
): RuntimeMonitoringModel {
  const at = faultsAt('monitoring', faults);
  return {
    ...monitoringModel(props, faults),
    drainAgeSeconds: positiveSeconds(props.drainAge, 'drainAge', at) ?? 3 * 24 * 3600,
  };
}
