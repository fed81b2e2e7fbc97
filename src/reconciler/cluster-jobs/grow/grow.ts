/** Expands the volumes of a cluster. */
import { planGrowth } from './plan';
import type { ClaimState, GrowState } from './plan';
import { recreate, restoreOwners, save, templateSize } from './stateful-set';
import type { SavedStatefulSet, StatefulSet } from './stateful-set';
import { CLUSTER_NAMES, EXIT } from '../../../contract';
import type { GrowOptions } from '../../../contract';
import { MERGE_PATCH } from '../../kubernetes/client';
import { isConflict, KubernetesError } from '../../kubernetes/errors';
import { normal, warning } from '../../kubernetes/event';
import { RESOURCES } from '../../kubernetes/types';
import { wholeQuantity } from '../../lib/quantity';
import { done, superseded } from '../../lib/termination';
import type { Claim } from '../claim';
import { emit, ordinalsOf } from '../job-run';
import type { JobRun, StepResult } from '../job-run';
import { otherJobs, deleteOlderJobs, deleteSupersededJobs } from '../superseded-jobs';

interface ObservedVolumes extends GrowState {
  readonly volumes: readonly Claim[];
  readonly live?: StatefulSet;
  readonly record?: SavedStatefulSet;
}

/** Observes the volumes, and does the next step. */
export async function growStep(run: JobRun, options: GrowOptions): Promise<StepResult> {
  const { kubernetes } = run;
  const state = await observe(run, options);
  const step = planGrowth(state);
  const acted: StepResult = { waitFor: step.type, now: true };
  switch (step.type) {
    case 'wait':
      return { waitFor: step.reason };
    case 'superseded':
      return superseded('a newer Job expands the volumes');
    case 'refuse':
      return refused(
        'VolumeShrinkForbidden',
        `storage size ${options.storage} is smaller than ${step.larger.join(', ')}, and volumes cannot shrink; ` +
          `use a storage size of at least ${step.atLeast} bytes. Nothing was changed`,
      );
    case 'grow':
      return (await expandClaims(run, claimsOf(state, step.claims), options.storage)) ?? acted;
    case 'detach':
      await save(kubernetes, state.live!);
      await kubernetes.delete(RESOURCES.statefulSets, state.live!, 'Orphan');
      return acted;
    case 'recreate':
      await recreate(kubernetes, state.record!.data, larger(state));
      return acted;
    case 'restore':
      await restoreOwners(kubernetes, state.record!.data, state.live!);
      await kubernetes.delete(RESOURCES.controllerRevisions, state.record!);
      await emit(
        run,
        normal(
          'StatefulSetRecreated',
          `the claim template of StatefulSet ${CLUSTER_NAMES.statefulSet} requests ${templateSize(state.live!)}; its pods kept running`,
        ),
      );
      return acted;
    case 'done':
      if (state.record) await kubernetes.delete(RESOURCES.controllerRevisions, state.record);
      await deleteOlderJobs(run, 'grow');
      // The provision Job has no permission to delete Jobs itself.
      await deleteSupersededJobs(run, 'provision');
      return done(`all volumes have at least ${options.storage} bytes`);
  }
}

async function observe(run: JobRun, options: GrowOptions): Promise<ObservedVolumes> {
  const { kubernetes } = run;
  const [live, record, others, found] = await Promise.all([
    kubernetes.find<StatefulSet>(RESOURCES.statefulSets, CLUSTER_NAMES.statefulSet),
    kubernetes.find<SavedStatefulSet>(RESOURCES.controllerRevisions, CLUSTER_NAMES.growing),
    otherJobs(run, 'grow'),
    kubernetes.findAll<Claim>(
      RESOURCES.persistentVolumeClaims,
      ordinalsOf(options).map(CLUSTER_NAMES.claim),
    ),
  ]);
  const volumes = found.filter((claim) => claim !== undefined);
  return {
    storage: BigInt(options.storage),
    template: BigInt(options.template),
    claims: volumes.map(claimState),
    statefulSet: live && {
      template: wholeQuantity(templateSize(live)),
      replicas: Math.min(live.spec.replicas ?? 1, options.replicas),
      uid: live.metadata.uid ?? '',
      deleting: !!live.metadata.deletionTimestamp,
    },
    saved: record && { uid: record.data.metadata.uid ?? '' },
    superseded: others.newer.length > 0,
    volumes,
    live,
    record,
  };
}

function claimsOf({ volumes }: ObservedVolumes, names: readonly string[]): Claim[] {
  return volumes.filter(({ metadata }) => names.includes(metadata.name));
}

function claimState({ metadata, spec, status }: Claim): ClaimState {
  return {
    name: metadata.name,
    requested: wholeQuantity(spec.resources.requests.storage),
    bound: status?.phase === 'Bound',
  };
}

/** The size of the template to come: never less than it was, even in a run that is out of date. */
function larger({ template, record }: ObservedVolumes): string {
  const before = wholeQuantity(templateSize(record!.data));
  return String(before > template ? before : template);
}

/** A dry run on all claims before one is changed, so that a refusal leaves nothing half done. */
async function expandClaims(
  run: JobRun,
  claims: readonly Claim[],
  storage: string,
): Promise<StepResult | undefined> {
  for (const dryRun of [true, false]) {
    for (const claim of claims) {
      const refusal = await expandClaim(run, claim, storage, dryRun);
      if (refusal) {
        return refused(
          'VolumeExpansionFailed',
          `claim ${claim.metadata.name} cannot be expanded: ${refusal}. ` +
            `${dryRun ? 'Nothing was changed. ' : ''}Set allowVolumeExpansion in its StorageClass, ` +
            'or go back to the former size; then delete this Job and apply again',
        );
      }
    }
  }
  await emit(
    run,
    normal(
      'VolumesExpanded',
      `${claims.map(({ metadata }) => metadata.name).join(', ')} now request ${storage} bytes`,
    ),
  );
  return undefined;
}

/** Returns why it was refused, if it was. */
async function expandClaim(
  { kubernetes }: JobRun,
  { metadata: { name, resourceVersion } }: Claim,
  storage: string,
  dryRun: boolean,
): Promise<string | undefined> {
  try {
    await kubernetes.request('PATCH', kubernetes.path(RESOURCES.persistentVolumeClaims, name), {
      body: {
        // As it was observed: a request that has not been fulfilled yet could be made smaller again.
        metadata: { resourceVersion },
        spec: { resources: { requests: { storage } } },
      },
      contentType: MERGE_PATCH,
      query: dryRun ? { dryRun: 'All' } : {},
    });
    return undefined;
  } catch (error) {
    const final = error instanceof KubernetesError && error.status < 500 && !isConflict(error);
    if (final && error.status !== 429 && error.status !== 404) return error.message;
    throw error;
  }
}

function refused(reason: string, message: string): StepResult {
  return { exit: EXIT.final, message, event: warning(reason, message) };
}
