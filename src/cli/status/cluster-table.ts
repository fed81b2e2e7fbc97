import type { ClusterView, FailedJob, VolumeView } from './clusters';
import { quantityValue } from '../../core/quantity';

export const CLUSTER_COLUMNS = ['NAMESPACE', 'NODES', 'IMAGE', 'PROVISIONED', 'VOLUMES'];

export function clusterCells(cluster: ClusterView): string[] {
  const { namespace, nodes, image = '-', provisioned, volumes } = cluster;
  return [
    namespace,
    `${nodes.ready}/${nodes.desired}`,
    image,
    provisioned ? 'yes' : '-',
    sizes(volumes),
  ];
}

/** What is not as it should be, and what to do next. */
export function clusterNotes({ namespace, nodes, volumes, failedJobs }: ClusterView): string[] {
  const at = `kubectl -n ${namespace}`;
  const missing = nodes.desired - nodes.ready;
  return [
    ...(missing > 0
      ? [`${missing} of ${nodes.desired} nodes not ready -> ${at} describe pods`]
      : []),
    ...(nodes.updated < nodes.desired
      ? [
          `${nodes.updated} of ${nodes.desired} nodes have the newest template -> ${at} rollout status statefulset/restate`,
        ]
      : []),
    ...volumes.flatMap((volume) => volumeNote(volume, at)),
    ...failedJobs.map((job) => jobNote(job, at)),
  ].map((note) => `${namespace}/restate: ${note}`);
}

function volumeNote({ claim, phase, size, requested, conditions }: VolumeView, at: string) {
  if (phase !== 'Bound') return [`volume ${claim} is ${phase} -> ${at} describe pvc ${claim}`];
  const [has, wants] = [quantityValue(size), quantityValue(requested)];
  if (has === undefined || wants === undefined || has >= wants) return [];
  const isWaiting = conditions.includes('FileSystemResizePending');
  const next = isWaiting
    ? 'its file system grows when its pod starts again'
    : `wait, or ${at} describe pvc ${claim}`;
  return [`volume ${claim} has ${size} of ${requested} -> ${next}`];
}

function jobNote({ name, reason, message }: FailedJob, at: string): string {
  const why = [reason, message].filter((text) => text !== '').join(': ');
  return `Job ${name} failed (${why}) -> ${at} logs job/${name}, mend that, then delete the Job and apply again`;
}

/** `3 x 2Gi`, and each size that there is. */
function sizes(volumes: readonly VolumeView[]): string {
  const counts = new Map<string, number>();
  for (const { size = '?' } of volumes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].map(([size, count]) => `${count} x ${size}`).join(', ') || '-';
}
