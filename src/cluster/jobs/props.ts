import type { RestateRuntimePodProps } from '../../script/pod-props';

/**
 * The Jobs that manage a cluster: one provisions it, one expands its volumes, and one makes sure that its pods get
 * their cloud credentials. Each is created only if it is needed, completes when there is nothing left to do, and has
 * only the permissions that it needs, in the cluster's namespace.
 */
export interface RestateClusterJobs extends RestateRuntimePodProps {
  /**
   * Whether to create them. Without them, neither is the cluster provisioned nor are its volumes expanded.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
