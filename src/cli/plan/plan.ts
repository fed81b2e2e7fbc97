/** From what would be applied and what is there to what happens. Pure; nothing of it writes. */
import { objectKey } from './cluster-objects';
import { planCluster } from './clusters';
import type { ClusterPlan } from './clusters';
import { planRuntime } from './deployments';
import type { RuntimePlan } from './deployments';
import type { PlanInput } from './input';
import { isClusterSet, runtimeKey } from './live';
import type { Live } from './live';
import { failedJobs, planJobs, planObjects } from './objects';
import type { JobPlan, ObjectPlan } from './objects';
import { planPruning } from './pruned';
import type { PrunedObject } from './pruned';
import { DESIRED_STATE_KEY, NAMES, parseDesiredState } from '../../contract';
import type { DesiredState } from '../../contract';

export interface Plan {
  /** Whether an apply changes anything at all. */
  readonly changes: boolean;
  readonly runtimes: readonly RuntimePlan[];
  readonly clusters: readonly ClusterPlan[];
  readonly jobs: readonly JobPlan[];
  readonly objects: readonly ObjectPlan[];
  readonly pruned: readonly PrunedObject[];
  readonly remarks: readonly string[];
  /** Why a part of it can't be done. */
  readonly problems: readonly string[];
}

export function planOf({ objects: manifests, runtimes }: PlanInput, live: Live): Plan {
  const before = (namespace: string, runtime: string): DesiredState | undefined => {
    const name = NAMES.desiredState(runtime);
    const object = live.objects.get(objectKey({ group: '', kind: 'ConfigMap', namespace, name }));
    return parseDesiredState(object?.data?.[DESIRED_STATE_KEY] ?? '').state;
  };
  const planned = runtimes.map((each) =>
    planRuntime(each, before(each.namespace, each.state.id), live.runtimes.get(runtimeKey(each))!),
  );
  const clusters = manifests
    .filter(isClusterSet)
    .map((set) =>
      planCluster(
        set,
        live.objects.get(objectKey(set)),
        live.clusters.get(set.namespace)!,
        manifests,
      ),
    );
  const objects = planObjects(manifests, live.objects);
  const pruned = planPruning(live.selected, manifests);
  const isChanging = ({ change }: { readonly change: string }) =>
    change !== 'unchanged' && change !== 'leaving';
  return {
    changes:
      objects.length > 0 ||
      pruned.length > 0 ||
      clusters.some(isChanging) ||
      planned.some(({ deployments }) => deployments.some(isChanging)),
    runtimes: planned,
    clusters,
    jobs: planJobs(manifests, live.objects, before),
    objects,
    pruned,
    remarks: failedJobs(manifests, live.objects),
    problems: [...planned, ...clusters].flatMap(({ namespace, problems }) =>
      problems.map((each) => `${namespace}: ${each}`),
    ),
  };
}
