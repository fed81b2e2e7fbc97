import type { ReplicaCounts } from './observation';
import type { KubernetesObject } from '../kubernetes/types';

export interface ReplicaSet extends KubernetesObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: ReadonlyArray<{ type: string; status: string; message?: string }>;
  };
}

export function countReplicas({ spec, status }: ReplicaSet): ReplicaCounts {
  return { desired: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 };
}

/** Undefined when all its pods, and no others, are available. */
export function replicaSetNotReady({
  metadata,
  spec,
  status = {},
}: ReplicaSet): string | undefined {
  const desired = spec?.replicas ?? 1;
  const failure = status.conditions?.find(
    (condition) => condition.type === 'ReplicaFailure' && condition.status === 'True',
  );
  if (failure) return `cannot create pods: ${failure.message ?? 'no reason given'}`;
  if (desired === 0) return 'it has 0 replicas, and the server has to reach a pod to register it';
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    return 'its pods are being created';
  }
  const [ready, available] = [status.readyReplicas ?? 0, status.availableReplicas ?? 0];
  if (status.replicas === desired && ready === desired && available === desired) return undefined;
  return `${Math.min(ready, available)} of ${desired} pods are available`;
}
