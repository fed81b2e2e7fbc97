/** Restate clusters as their objects show them. Pure. */
import {
  CLUSTER_JOBS_APP,
  CLUSTER_NAMES,
  POD_LABELS,
  PROVISIONED_ANNOTATION,
} from '../../contract';

/** Of the objects of a cluster; those of its Jobs have another. */
const CLUSTER_APP = 'restate';

/** What kubectl reads: objects of these kinds with these labels. */
export const CLUSTER_KINDS = 'statefulsets.apps,persistentvolumeclaims,jobs.batch';
export const CLUSTER_SELECTOR = `${POD_LABELS.name} in (${CLUSTER_APP},${CLUSTER_JOBS_APP})`;

export interface ClusterView {
  readonly namespace: string;
  readonly nodes: { readonly desired: number; readonly ready: number; readonly updated: number };
  /** Of the newest pod template. */
  readonly image?: string;
  /** Whether one of its volumes says so; undefined where nobody has written it down. */
  readonly provisioned?: true;
  readonly volumes: readonly VolumeView[];
  readonly failedJobs: readonly FailedJob[];
}

export interface VolumeView {
  readonly claim: string;
  readonly phase: string;
  /** What it has and what it is asked to have, in Kubernetes' notation. */
  readonly size?: string;
  readonly requested?: string;
  /** Conditions that hold, such as FileSystemResizePending. */
  readonly conditions: readonly string[];
}

export interface FailedJob {
  readonly name: string;
  readonly reason: string;
  readonly message: string;
}

/** Sorted by namespace, which has one cluster at most. */
export function clustersOf(objects: readonly any[]): ClusterView[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'StatefulSet' && isOf(metadata, CLUSTER_APP))
    .filter(({ metadata }) => metadata.name === CLUSTER_NAMES.statefulSet)
    .sort((a, b) => (a.metadata.namespace < b.metadata.namespace ? -1 : 1))
    .map((set) => {
      const { namespace } = set.metadata;
      return clusterView(
        set,
        objects.filter(({ metadata }) => metadata.namespace === namespace),
      );
    });
}

function clusterView({ metadata, spec, status = {} }: any, objects: readonly any[]): ClusterView {
  const containers: any[] = spec?.template?.spec?.containers ?? [];
  const image = containers.find(({ name }) => name === CLUSTER_NAMES.container)?.image;
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
  const desired = spec?.replicas ?? 1;
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return {
    namespace: metadata.namespace,
    nodes: {
      desired,
      ready: status.readyReplicas ?? 0,
      updated: isSeen ? (status.updatedReplicas ?? 0) : 0,
    },
    ...(image && { image }),
    ...(claims.some((claim) => claim.metadata.annotations?.[PROVISIONED_ANNOTATION]) && {
      provisioned: true,
    }),
    volumes: claims.map(volumeView),
    failedJobs: objects
      .filter((each) => each.kind === 'Job' && isOf(each.metadata, CLUSTER_JOBS_APP))
      .flatMap(failedJob),
  };
}

function volumeView({ metadata, spec, status = {} }: any): VolumeView {
  const size = status.capacity?.storage;
  const requested = spec?.resources?.requests?.storage;
  const conditions: any[] = status.conditions ?? [];
  return {
    claim: metadata.name,
    phase: status.phase ?? 'Pending',
    ...(size !== undefined && { size }),
    ...(requested !== undefined && { requested }),
    conditions: conditions.filter((each) => each.status === 'True').map(({ type }) => type),
  };
}

function failedJob({ metadata, status }: any): FailedJob[] {
  const conditions: any[] = status?.conditions ?? [];
  const failed = conditions.find((each) => each.type === 'Failed' && each.status === 'True');
  if (failed === undefined) return [];
  const { reason = '', message = '' } = failed;
  return [{ name: metadata.name, reason, message }];
}

function isOf({ labels }: any, app: string): boolean {
  return labels?.[POD_LABELS.name] === app;
}
