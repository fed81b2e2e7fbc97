import { promDuration } from './alert';
import type { Alert } from './alert';
import { numberOfLeaders } from './cluster-metrics';

/** What the alerts of a cluster depend on. */
export interface WatchedCluster {
  readonly name: string;
  /** The name of the PodMonitor. */
  readonly monitor: string;
  /** A regular expression of the claims of its nodes; undefined where no claims are watched. */
  readonly claims?: string;
  readonly freeDiskPercent: number;
  /** Undefined without snapshots. */
  readonly snapshotAgeSeconds?: number;
}

export function clusterAlerts(cluster: WatchedCluster): Alert[] {
  const { name, monitor, claims, freeDiskPercent, snapshotAgeSeconds } = cluster;
  const of = `namespace="${name}"`;
  const see = `See \`npx cdk8s-restate status --namespace ${name}\``;
  return [
    {
      name: 'RestateNodeDown',
      expr: `up{${of},job="${name}/${monitor}"} == 0`,
      for: '5m',
      severity: 'warning',
      summary: `Node {{ $labels.pod }} of the Restate cluster ${name} does not answer`,
      description: `Prometheus has not been able to scrape it for 5 minutes. ${see}, then \`kubectl --namespace ${name} describe pod {{ $labels.pod }}\` and \`kubectl --namespace ${name} logs {{ $labels.pod }} --previous\`.`,
      heading: 'a-pod-of-the-cluster-does-not-start',
    },
    {
      name: 'RestateNoLeader',
      expr: `${numberOfLeaders(of)} < max by (namespace) (restate_num_partitions{${of}})`,
      for: '5m',
      severity: 'critical',
      summary: `Partitions of the Restate cluster ${name} have no leader`,
      description: `Only {{ $value }} partitions have a leader; invocations of the others wait. ${see}: are all nodes ready? \`kubectl --namespace ${name} exec restate-0 -- restatectl status\` names the partitions and the nodes that are missing.`,
      heading: 'partitions-have-no-leader',
    },
    ...(claims === undefined ? [] : [diskAlert(name, claims, freeDiskPercent)]),
    ...(snapshotAgeSeconds === undefined ? [] : snapshotAlerts(name, snapshotAgeSeconds)),
  ];
}

/** It is less than that, or will be none at all in two days. */
function diskAlert(name: string, claims: string, percent: number): Alert {
  const of = `{namespace="${name}",persistentvolumeclaim=~"${claims}"}`;
  const available = `kubelet_volume_stats_available_bytes${of}`;
  const free = `${available} / kubelet_volume_stats_capacity_bytes${of}`;
  const soonFull = `predict_linear(kubelet_volume_stats_available_bytes${of}[6h], 2 * 86400) < 0`;
  return {
    name: 'RestateDiskFilling',
    expr: `${free} < ${percent / 100} or (${free} < 0.5 and ${soonFull})`,
    for: '15m',
    severity: 'critical',
    summary: `Volume {{ $labels.persistentvolumeclaim }} of the Restate cluster ${name} is filling up`,
    description: `{{ $value | humanizePercentage }} of it is free; a node whose volume is full stops. Raise \`storage.size\` and apply the app, which \`npx cdk8s-restate plan\` shows before; \`kubectl --namespace ${name} get persistentvolumeclaims\` shows the sizes. Without snapshots, the logs are never trimmed.`,
    heading: 'a-volume-is-filling-up',
  };
}

function snapshotAlerts(name: string, seconds: number): Alert[] {
  const of = `namespace="${name}"`;
  const look = `\`kubectl --namespace ${name} logs restate-0 | grep -i snapshot\` has the reason, such as credentials or the network; \`kubectl --namespace ${name} exec restate-0 -- restatectl snapshots create-snapshot\` takes one at once.`;
  return [
    {
      name: 'RestateSnapshotTooOld',
      expr: `max by (namespace) (restate_partition_snapshot_age_seconds{${of},quantile="1.0"}) > ${seconds}`,
      for: '15m',
      severity: 'warning',
      summary: `A partition of the Restate cluster ${name} has had no snapshot for {{ $value | humanizeDuration }}`,
      description: `Snapshots are to be no older than ${promDuration(seconds)}; a new node would have to replay all that was logged since. ${look}`,
      heading: 'snapshots-are-too-old',
    },
    {
      name: 'RestateSnapshotFailing',
      expr: `sum by (namespace) (increase(restate_partition_store_snapshots_upload_failed_total{${of}}[1h])) > 0`,
      for: '1h',
      severity: 'warning',
      summary: `Snapshots of the Restate cluster ${name} cannot be written`,
      description: `Uploads to the object store have failed for an hour. ${look}`,
      heading: 'snapshots-are-too-old',
    },
  ];
}
