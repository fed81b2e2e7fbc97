/** What becomes of a Restate cluster: its nodes, their volumes and their configuration. Pure. */
import type { ClusterObject } from './cluster-objects';
import { configurationChange } from './configuration';
import { changedFields } from './difference';
import { configurationOf } from './live';
import type { LiveCluster } from './live';
import { CLUSTER_NAMES } from '../../contract';
import { shown } from '../../core/faults';
import { quantityValue } from '../../core/quantity';
import type { InputObject } from '../input/objects';
import { isMap, listOf } from '../input/untyped';

export interface ClusterPlan {
  readonly namespace: string;
  readonly change: 'new cluster' | 'changed' | 'unchanged';
  readonly replicas?: { readonly from: number; readonly to: number };
  readonly image?: { readonly from?: string; readonly to?: string };
  /** Keys of the configuration that get another value, appear or go. */
  readonly configuration: readonly string[];
  /** Fields of the pod template that change; with any, the pods are replaced. */
  readonly template: readonly string[];
  /** Pods that are replaced, one after the other. */
  readonly rolls: readonly string[];
  readonly volumes: readonly VolumePlan[];
  readonly remarks: readonly string[];
  /** Why it can't be done. */
  readonly problems: readonly string[];
}

export interface VolumePlan {
  readonly claim: string;
  /** Bytes; absent for a claim that will be made. */
  readonly from?: number;
  readonly to: number;
}

export function planCluster(
  manifest: InputObject,
  live: ClusterObject | undefined,
  of: LiveCluster,
  manifests: readonly InputObject[],
): ClusterPlan {
  const { namespace, content } = manifest;
  const replicas = { from: countOf(live), to: countOf(content) };
  const size = wantedSize(manifest, manifests);
  // Storage that is ephemeral, or a claim of somebody else's, has no size here.
  const claims = listOf(content.spec?.volumeClaimTemplates).length > 0 ? replicas.to : 0;
  const volumes = Array.from({ length: claims }, (_, ordinal) =>
    volume(CLUSTER_NAMES.claim(ordinal), size.bytes, of),
  );
  const resized = volumes.filter(({ from, to }) => from !== to);
  const nodes = live ? nodePlan(content, live, of, namespace, manifests) : NO_NODES;
  const problems = resized.flatMap((each) => volumeProblem(each, size.grows, of));
  const isChanged =
    replicas.from !== replicas.to || nodes.template.length > 0 || resized.length > 0;
  return {
    namespace,
    change: !live ? 'new cluster' : isChanged ? 'changed' : 'unchanged',
    ...((!live || replicas.from !== replicas.to) && {
      replicas: { from: live ? replicas.from : 0, to: replicas.to },
    }),
    ...nodes,
    volumes: resized,
    remarks: [
      ...nodes.remarks,
      ...(live && replicas.to < replicas.from ? [FEWER_NODES] : []),
      ...(live ? templateRemark(content, live) : []),
    ],
    problems,
  };
}

/** No cluster has so many. */
const MOST_NODES = 10_000;

const FEWER_NODES =
  'the nodes that go must not hold anything any more: see "Fewer nodes" of docs/how-to/operate.md';

interface NodePlan extends Pick<
  ClusterPlan,
  'image' | 'configuration' | 'template' | 'rolls' | 'remarks'
> {}

const NO_NODES: NodePlan = { configuration: [], template: [], rolls: [], remarks: [] };

function nodePlan(
  content: any,
  live: ClusterObject,
  of: LiveCluster,
  namespace: string,
  manifests: readonly InputObject[],
): NodePlan {
  const template = changedFields(content, live).filter((path) => path.startsWith('spec.template'));
  if (template.length === 0) return NO_NODES;
  const [from, to] = [imageOf(live), imageOf(content)];
  const name = configurationOf(content);
  const text = manifests.find(
    (each) => each.kind === 'ConfigMap' && each.namespace === namespace && each.name === name,
  )?.content.data;
  const before = of.configuration;
  const isReconfigured = name !== configurationOf(live) && isMap(text) && before !== undefined;
  const kept = Math.min(countOf(live), countOf(content));
  return {
    template,
    ...(from !== to && { image: { ...(from && { from }), ...(to && { to }) } }),
    configuration: isReconfigured
      ? configurationChange(before, Object.values<string>(text).join('\n'))
      : [],
    // As a StatefulSet does it: the highest first, and the next when it is ready.
    rolls: Array.from({ length: kept }, (_, index) => CLUSTER_NAMES.pod(kept - 1 - index)),
    remarks: from && to ? versionRemark(from, to) : [],
  };
}

/** What a manifest says is not checked yet: an apply refuses anything else. */
function countOf(set: any): number {
  const count: unknown = set?.spec?.replicas;
  return typeof count === 'number' && count >= 0 && count < MOST_NODES ? count : 1;
}

function imageOf(set: any): string | undefined {
  const containers = listOf(set.spec?.template?.spec?.containers);
  return containers.find((each) => each?.name === CLUSTER_NAMES.container)?.image;
}

/** The server can be raised by one minor version at a time, and lowered by one. */
function versionRemark(from: string, to: string): string[] {
  const [before, after] = [from, to].map((image) => /:v?(\d+)\.(\d+)/.exec(image)?.slice(1));
  if (!before || !after) return [];
  const isOneStep = before[0] === after[0] && Math.abs(Number(before[1]) - Number(after[1])) <= 1;
  return isOneStep
    ? []
    : [
        `Restate ${before.join('.')} cannot become ${after.join('.')} in one step: change it by one minor version at a time`,
      ];
}

/** That of the Job which expands the volumes; without it, nobody does. */
function wantedSize(manifest: InputObject, manifests: readonly InputObject[]) {
  const template = manifest.content.spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests;
  const args = manifests
    .filter(({ kind, namespace }) => kind === 'Job' && namespace === manifest.namespace)
    .map(({ content }): unknown => content.spec?.template?.spec?.containers?.[0]?.args)
    .map((each) => listOf(each).map(String))
    .find(([command]) => command === 'grow');
  const storage = args?.find((each) => each.startsWith('--storage='))?.split('=')[1];
  return {
    bytes: quantityValue(storage ?? template?.storage ?? '0') ?? 0,
    grows: storage !== undefined,
  };
}

function volume(claim: string, to: number, { claims }: LiveCluster): VolumePlan {
  const live = claims.find(({ metadata }) => metadata.name === claim);
  const from = quantityValue(live?.spec?.resources?.requests?.storage);
  return { claim, ...(from !== undefined && { from }), to };
}

function volumeProblem(
  { claim, from, to }: VolumePlan,
  grows: boolean,
  { claims, canGrow }: LiveCluster,
): string[] {
  if (from === undefined) return [];
  if (to < from) return [`${claim} cannot shrink; set storage.size to what it has`];
  if (!grows) return [`${claim} is not expanded, as the cluster has no Jobs; expand it by hand`];
  const name = claims.find(({ metadata }) => metadata.name === claim)?.spec?.storageClassName;
  if (canGrow.get(name) !== false) return [];
  return [
    `${claim} cannot grow: its StorageClass ${shown(name)} lacks allowVolumeExpansion; set that to true`,
  ];
}

/** A StatefulSet's claim template can't be changed; the Job replaces the set and leaves its pods. */
function templateRemark(content: any, live: ClusterObject): string[] {
  const isChanged = changedFields(content, live).some((path) =>
    path.startsWith('spec.volumeClaimTemplates'),
  );
  if (!isChanged) return [];
  return [
    'the claim template changes: the first apply is refused for the StatefulSet alone, until the Job restate-grow has replaced it; Flux applies nothing then (see storage.claimTemplateSize)',
  ];
}
