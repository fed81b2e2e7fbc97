import type { RestateRuntimeMode } from './mode';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateRuntimePodProps } from '../script/pod-props';

/** How the runtime of one app is put into one namespace. */
export interface RestateRuntimeProps extends RestateRuntimePodProps {
  /**
   * The runtime's id, which its objects are named by. It must be no other app's in the namespace, and the same for
   * the life of this one: what a runtime finds missing from the app of its id, it removes.
   *
   * A DNS label of at most 52 characters. The id of a runtime that a deployment made is what stands before `-desired` in
   * the name of its ConfigMap: give that one to go on with it.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the deployments that it looks after.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /**
   * How it runs.
   *
   * After a change, the runtime deletes the CronJob or the Deployment of its name that the former mode ran. Until
   * then both run, which does no harm.
   *
   * @default RestateRuntimeMode.jobs()
   */
  readonly mode?: RestateRuntimeMode;

  /**
   * A ServiceAccount of the namespace, which has to hold the rules of `policyRules`. No ServiceAccount, Role and
   * RoleBinding are made then.
   *
   * @default - a ServiceAccount of its own
   */
  readonly serviceAccountName?: string;

  /**
   * Whether the runtime looks after Knative objects. Keep it true after the last Knative deployment has left the
   * app, until its versions have drained.
   *
   * @default - whether the app has a Knative deployment in the namespace
   */
  readonly knative?: boolean;

  /**
   * Admin APIs that it is let into beside those of the app's deployments. Keep here what a deployment registered with
   * that has left the app, or registers elsewhere now, until its versions have drained: without it, the runtime has no
   * credentials for it any more, nor a way through its network policy.
   *
   * @default - those of the app's deployments
   */
  readonly admins?: RestateAdmin[];

  /**
   * Labels of all objects of the runtime.
   *
   * @default - the runtime's own
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of all objects of the runtime.
   *
   * @default - those that keep Argo CD, Flux and Helm from removing them
   */
  readonly annotations?: { [key: string]: string };
}
