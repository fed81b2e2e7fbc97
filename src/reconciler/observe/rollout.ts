/** The rollouts of plain Deployments that registrations wait for. */
import type { ObservedVersion } from './observation';
import { REVISION_ANNOTATION } from '../../contract';
import type { DesiredDeployment } from '../../contract';
import type { KubernetesObject } from '../kubernetes/types';
import { byObject } from '../lib/named';

export interface Deployment extends KubernetesObject {
  readonly spec?: { readonly replicas?: number; readonly paused?: boolean };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: ReadonlyArray<{ readonly type: string; readonly reason?: string }>;
  };
}

export type FindDeployment = (name: string) => Promise<Deployment | undefined>;

/**
 * By the names of those that wait: what the rollout lacks. What the server was told of a revision once stays so: when
 * its pods are replaced later, nothing waits.
 */
export async function observeRollouts(
  desired: readonly DesiredDeployment[],
  versions: readonly ObservedVersion[],
  find: FindDeployment,
): Promise<ReadonlyMap<string, string | undefined>> {
  const waiting = desired.filter(({ rollout, object, discoveryHash }) => {
    return rollout && byObject(versions, object)?.state.discovered !== discoveryHash;
  });
  const entries = waiting.map(async (each) => [each.name, await lackOf(each, find)] as const);
  return new Map(await Promise.all(entries));
}

/** What can't be read is not complete, and must not hold back the others. */
async function lackOf(
  { rollout }: DesiredDeployment,
  find: FindDeployment,
): Promise<string | undefined> {
  const { deployment: name, revision } = rollout!;
  const problem = await find(name).then(
    (found) => rolloutLacks(found, revision),
    (error: Error) => `cannot be read: ${error.message}`,
  );
  return problem && `the Deployment ${name} ${problem}`;
}

/** Undefined when all pods are those of the revision, and available. */
export function rolloutLacks(
  deployment: Deployment | undefined,
  revision: string,
): string | undefined {
  if (!deployment || deployment.metadata.deletionTimestamp) return 'is not found';
  const { metadata, spec, status = {} } = deployment;
  const applied = metadata.annotations?.[REVISION_ANNOTATION];
  if (applied !== revision) {
    const instead = applied === undefined ? 'no revision' : `the revision ${applied}`;
    return `has ${instead}, not ${revision}, in its annotation ${REVISION_ANNOTATION}`;
  }
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return 'was just changed';
  const desired = spec?.replicas ?? 1;
  if (desired === 0) return 'has 0 replicas, and the server has to reach a pod';
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const isComplete =
    updatedReplicas === desired && replicas === desired && availableReplicas === desired;
  if (isComplete) return undefined;
  const counts = `has ${updatedReplicas} updated, ${availableReplicas} available and ${Math.max(0, replicas - updatedReplicas)} old pods of ${desired}`;
  return `${counts}${whyStuck(deployment)}`;
}

function whyStuck({ spec, status }: Deployment): string {
  if (spec?.paused) return '; its rollout is paused';
  const isLate = status?.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  return isLate ? '; its progress deadline is exceeded' : '';
}
