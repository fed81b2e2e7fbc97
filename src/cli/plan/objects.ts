/** What an apply makes and changes, whatever the kind; and which Jobs run because of it. Pure. */
import { objectKey } from './cluster-objects';
import type { ClusterObject, ObjectName } from './cluster-objects';
import { changedFields } from './difference';
import { JOB_METADATA, POD_LABELS } from '../../contract';
import type { DesiredState } from '../../contract';
import { isTrue } from '../../reconciler/lib/named';
import type { InputObject } from '../input/objects';
import { stringsOf } from '../input/untyped';

export interface ObjectPlan extends ObjectName {
  readonly change: 'created' | 'changed';
  /** Of a change. */
  readonly fields: readonly string[];
}

export interface JobPlan {
  readonly namespace: string;
  readonly name: string;
  readonly why: string;
}

type LiveObjects = ReadonlyMap<string, ClusterObject>;

export function planObjects(manifests: readonly InputObject[], live: LiveObjects): ObjectPlan[] {
  return manifests.flatMap((manifest): ObjectPlan[] => {
    const { group, kind, namespace, name } = manifest;
    const object = live.get(objectKey(manifest));
    const isNamespaced = object === undefined || object.metadata.namespace !== undefined;
    const of = { group, kind, namespace: isNamespaced ? namespace : '', name };
    if (object === undefined) return [{ ...of, change: 'created', fields: [] }];
    const fields = changedFields(manifest.content, object);
    return fields.length === 0 ? [] : [{ ...of, change: 'changed', fields }];
  });
}

/** Those of runtimes and clusters that an apply creates. */
export function planJobs(
  manifests: readonly InputObject[],
  live: LiveObjects,
  before: (namespace: string, runtime: string) => DesiredState | undefined,
): JobPlan[] {
  return manifests
    .filter((each) => isJob(each) && !live.has(objectKey(each)))
    .flatMap(({ namespace, name, content }) => {
      const labels = stringsOf(content.metadata?.labels);
      const annotations = stringsOf(content.metadata?.annotations);
      const component = labels[POD_LABELS.component];
      const deployment = annotations[JOB_METADATA.deployment];
      if (deployment !== undefined) {
        const former = before(namespace, labels[POD_LABELS.instance])?.deployments.find(
          (each) => each.name === deployment,
        );
        return [{ namespace, name, why: whyRegistered(deployment, former?.hash, annotations) }];
      }
      return component === undefined ? [] : [{ namespace, name, why: clusterJob(component) }];
    });
}

/** Jobs that have failed: an apply of the same Job does not start it again. */
export function failedJobs(manifests: readonly InputObject[], live: LiveObjects): string[] {
  return manifests
    .filter(isJob)
    .filter((each) => {
      const job = live.get(objectKey(each));
      return job !== undefined && isTrue({ status: job.status }, 'Failed');
    })
    .map(
      ({ namespace, name }) =>
        `Job ${namespace}/${name} has failed, and does not run again by an apply; delete it first`,
    );
}

function isJob({ group, kind }: InputObject): boolean {
  return group === 'batch' && kind === 'Job';
}

function whyRegistered(
  deployment: string,
  former: string | undefined,
  annotations: { readonly [key: string]: string },
): string {
  if (former === undefined) return `registers ${deployment}`;
  return former === annotations[JOB_METADATA.hash]
    ? `runs again for ${deployment}, as it is not there any more`
    : `registers ${deployment}, or finds that it is registered already`;
}

const CLUSTER_JOBS: { readonly [component: string]: string } = {
  provision: 'provisions the cluster, unless it is',
  grow: 'expands the volumes, unless they have their size',
  credentials: 'replaces pods that lack the credentials of their cloud',
};

function clusterJob(component: string): string {
  return CLUSTER_JOBS[component] ?? 'runs';
}
