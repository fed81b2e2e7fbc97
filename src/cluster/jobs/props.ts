import type { RestateRuntimePodProps } from '../../script/pod-props';

/**
 * The Jobs that look after a cluster: one that provisions it, one that makes its volumes larger, one that sees to it
 * that its pods get the credentials of their cloud. Each is made only where it is needed, is done when there is
 * nothing to do, and has the rights that it needs in the cluster's namespace and no others.
 */
export interface RestateClusterJobs extends RestateRuntimePodProps {
  /**
   * Whether they are made. Without them nobody provisions the cluster or makes its volumes larger.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
