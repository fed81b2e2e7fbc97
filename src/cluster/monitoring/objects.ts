import type { Construct } from 'constructs';
import type { ClusterMonitoringModel } from './model';
import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';
import { clusterAlerts } from '../../monitoring/cluster-alerts';
import type { WatchedCluster } from '../../monitoring/cluster-alerts';
import { clusterDashboard } from '../../monitoring/cluster-dashboard';
import { checkMonitoring } from '../../monitoring/model';
import { monitoringObjects } from '../../monitoring/objects';
import type { ClusterModel } from '../model';
import type { ClusterNetwork } from '../network/network';

/** All objects of the cluster that Kubernetes makes one of have this name. */
const NAME = 'restate';

export function checkClusterMonitoring(cluster: ClusterModel, faults: Faults): void {
  const { monitoring } = cluster;
  if (monitoring === undefined) return;
  checkMonitoring(monitoring, faults);
  const percent = monitoring.freeDiskPercent;
  if (!(percent > 0 && percent < 100)) {
    const problem = `must be greater than 0 and less than 100, got ${shown(percent)}`;
    faults.add('monitoring.freeDiskPercent', problem, 'write a percentage such as 15');
  }
}

/** Admits Prometheus to the node port, or warns where nobody would be. */
export function admitScrapers(
  { monitoring, security }: ClusterModel,
  network: ClusterNetwork,
  faults: Faults,
): void {
  if (monitoring === undefined || security.disableNetworkPolicies) return;
  network.add('node', monitoring.scrapers, 'monitoring.scrapers');
  faults.checkLate(() => {
    // The first is the cluster itself.
    if (network.peers().node?.length !== 1) return;
    faults.warn(
      'monitoring.scrapers',
      'none are given, and the network policies let nobody read the metrics at port 5122',
      'write the pods of Prometheus, such as [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }], or allow them by allowNodeFrom',
    );
  });
}

export function clusterMonitoringObjects(scope: Construct, cluster: ClusterModel): void {
  const { monitoring, name, labels, annotations, selector } = cluster;
  if (monitoring === undefined) return;
  const watched = watchedCluster(cluster, monitoring);
  monitoringObjects(scope, monitoring, {
    name: NAME,
    namespace: name,
    labels,
    annotations,
    alerts: clusterAlerts(watched),
    dashboard: clusterDashboard(watched),
    pods: { selector, port: 'metrics' },
  });
}

function watchedCluster(
  { name, storage, config }: ClusterModel,
  { freeDiskPercent, snapshotAgeSeconds }: ClusterMonitoringModel,
): WatchedCluster {
  const claims = storage.existingClaim ?? 'storage-restate-[0-9]+';
  return {
    name,
    monitor: NAME,
    ...(!storage.ephemeral && { claims }),
    freeDiskPercent,
    ...(config.tables?.worker?.snapshots?.destination !== undefined && { snapshotAgeSeconds }),
  };
}
