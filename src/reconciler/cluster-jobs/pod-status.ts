import type { KubernetesObject } from '../kubernetes/types';

export interface Pod extends KubernetesObject {
  readonly spec?: {
    readonly containers: ReadonlyArray<{
      readonly name: string;
      readonly env?: ReadonlyArray<{ readonly name: string }>;
    }>;
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: ReadonlyArray<{
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }>;
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    readonly running?: unknown;
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
  };
}

/** Why a pod does not run, in Kubernetes' own words; empty when it does. */
export function podProblem(pod: Pod | undefined): string {
  if (pod === undefined) return 'there is no such pod';
  const {
    phase,
    conditions = [],
    initContainerStatuses = [],
    containerStatuses = [],
  } = pod.status ?? {};
  for (const { name, state } of [...initContainerStatuses, ...containerStatuses]) {
    if (state?.waiting?.reason !== undefined && state.waiting.reason !== 'PodInitializing') {
      return [`container ${name} waits: ${state.waiting.reason}`, state.waiting.message]
        .filter(Boolean)
        .join(': ');
    }
  }
  if (phase === 'Running') return '';
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return `${scheduled.reason}: ${scheduled.message}`;
  return `it is ${phase ?? 'new'}`;
}

export function isReady(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}
