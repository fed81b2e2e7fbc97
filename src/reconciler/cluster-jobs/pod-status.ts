import type { KubernetesObject } from '../kubernetes/types';
import { isTrue, ofType } from '../lib/named';

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

/** Why a pod is not running, as Kubernetes says it; empty when it is. */
export function podProblem(pod: Pod | undefined): string {
  if (!pod) return 'the pod does not exist';
  const {
    phase,
    conditions = [],
    initContainerStatuses = [],
    containerStatuses = [],
  } = pod.status ?? {};
  for (const { name, state } of [...initContainerStatuses, ...containerStatuses]) {
    if (state?.waiting?.reason && state.waiting.reason !== 'PodInitializing') {
      return [`container ${name} is waiting: ${state.waiting.reason}`, state.waiting.message]
        .filter(Boolean)
        .join(': ');
    }
  }
  if (phase === 'Running') return '';
  const scheduled = conditions.find(ofType('PodScheduled'));
  if (scheduled?.status === 'False') return `${scheduled.reason}: ${scheduled.message}`;
  return `its phase is ${phase ?? 'Pending'}`;
}

export function isReady(pod: Pod): boolean {
  return isTrue(pod, 'Ready');
}
