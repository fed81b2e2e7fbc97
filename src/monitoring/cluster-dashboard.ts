import type { WatchedCluster } from './cluster-alerts';
import { numberOfLeaders } from './cluster-metrics';
import { dashboard } from './dashboard';
import type { Panel } from './dashboard';
import type { Json } from '../core/json';

export function clusterDashboard(cluster: WatchedCluster): Json {
  return dashboard(`Restate cluster ${cluster.name}`, panels(cluster));
}

function panels({ name, monitor, claims, snapshotAgeSeconds }: WatchedCluster): Panel[] {
  const of = `namespace="${name}"`;
  const volumes = `{${of},persistentvolumeclaim=~"${claims}"}`;
  const disk: Panel = {
    title: 'Free disk space',
    description: 'A node whose volume is full stops: raise storage.size in time.',
    unit: 'percentunit',
    queries: [
      {
        expr: `kubelet_volume_stats_available_bytes${volumes} / kubelet_volume_stats_capacity_bytes${volumes}`,
        legend: '{{persistentvolumeclaim}}',
      },
    ],
  };
  const snapshots: Panel = {
    title: 'Age of the oldest snapshot of a partition',
    description: 'Servers tell it from Restate 1.6 on, once there is a snapshot.',
    unit: 's',
    queries: [
      {
        expr: `max by (pod) (restate_partition_snapshot_age_seconds{${of},quantile="1.0"})`,
        legend: '{{pod}}',
      },
    ],
  };
  return [
    {
      title: 'Nodes that answer',
      description: 'Of a cluster of three, one may be missing.',
      unit: 'short',
      queries: [
        { expr: `sum(up{${of},job="${name}/${monitor}"})`, legend: 'up' },
        { expr: `count(up{${of},job="${name}/${monitor}"})`, legend: 'all' },
      ],
    },
    {
      title: 'Partitions with a leader',
      description: 'Invocations of a partition without a leader wait.',
      unit: 'short',
      queries: [
        { expr: numberOfLeaders(of), legend: 'with a leader' },
        { expr: `max by (namespace) (restate_num_partitions{${of}})`, legend: 'all' },
      ],
    },
    {
      title: 'Nodes as the other nodes see them',
      description: 'What is not alive for long has died or can’t be reached.',
      unit: 'short',
      queries: [
        {
          expr: `max by (state) (restate_failure_detector_nodes_total{${of}})`,
          legend: '{{state}}',
        },
      ],
    },
    {
      title: 'Invocations that are running',
      description: 'At the limit, further ones wait for a free slot.',
      unit: 'short',
      queries: [
        {
          expr: `sum by (pod) (restate_invoker_concurrency_slots_acquired{${of}} - restate_invoker_concurrency_slots_released{${of}}) or sum by (pod) (restate_invoker_concurrency_limit{${of}} - restate_invoker_available_slots{${of}})`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'Records that are written',
      description: 'Each step of an invocation is at least one.',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (pod) (rate(restate_bifrost_sequencer_committed_records_total{${of}}[5m]))`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'How long it takes to write a record',
      description:
        'The slowest of a hundred: the time of the disk and, with replication, the network.',
      unit: 's',
      queries: [
        {
          expr: `max by (pod) (restate_bifrost_sequencer_append_duration_seconds{${of},quantile="0.99"})`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'Records that are not applied yet',
      description: 'It grows where a node can’t keep up.',
      unit: 'short',
      queries: [
        {
          expr: `max by (pod) (restate_partition_applied_lsn_lag{${of},quantile="1.0"})`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'Size of the data files',
      description: 'By database; a volume also holds what is about to be deleted.',
      unit: 'bytes',
      queries: [
        {
          expr: `sum by (pod, db) (restate_rocksdb_live_sst_files_size_bytes{${of}})`,
          legend: '{{pod}} {{db}}',
        },
      ],
    },
    ...(claims === undefined ? [] : [disk]),
    ...(snapshotAgeSeconds === undefined ? [] : [snapshots]),
  ];
}
