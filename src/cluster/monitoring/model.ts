import { faultsAt } from '../../core/faults';
import type { FaultSink } from '../../core/faults';
import { monitoringModel, positiveSeconds } from '../../monitoring/model';
import type { MonitoringModel } from '../../monitoring/model';
import type { RestateClusterMonitoring } from '../../monitoring/props';

/** `monitoring`, in manifest form. */
export interface ClusterMonitoringModel extends MonitoringModel {
  readonly snapshotAgeSeconds: number;
  readonly freeDiskPercent: number;
}

export function clusterMonitoringModel(
  props: RestateClusterMonitoring,
  faults: FaultSink,
): ClusterMonitoringModel {
  const at = faultsAt('monitoring', faults);
  return {
    ...monitoringModel(props, faults),
    snapshotAgeSeconds: positiveSeconds(props.snapshotAge, 'snapshotAge', at) ?? 24 * 3600,
    freeDiskPercent: props.freeDiskPercent ?? 15,
  };
}
