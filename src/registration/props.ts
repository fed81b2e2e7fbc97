import type { k8s } from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import type { RestateEndpoint } from './endpoint';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateLifecycleProps } from '../version/props';

/** Services that run anywhere, and how they are registered with Restate. */
export interface RestateRegistrationProps extends RestateLifecycleProps {
  /**
   * The name of the registration, unlike that of any other and of any RestateDeployment in the namespace.
   *
   * A DNS label of at most 52 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the runtime that registers them.
   *
   * @default - the chart's namespace, else "default"
   */
  readonly namespace?: string;

  /** The admin API that they are registered with. */
  readonly admin: RestateAdmin;

  /** Where Restate reaches them. Another address is another version: the former one is removed once it has drained. */
  readonly endpoint: RestateEndpoint;

  /**
   * Any text that changes when the services behind the same address do, such as an image's tag: they are then
   * discovered again.
   *
   * Change it once the new code answers at the address, or together with the pods if `waitForRollout` names their
   * Deployment: while old pods still answer, they are what is discovered.
   *
   * In-flight invocations run into the new code at once. Only with an address for each version, as with a
   * RestateDeployment, do they complete on the old code.
   *
   * @default - they are discovered once for each address
   */
  readonly revision?: string;

  /**
   * The Deployment of the pods behind the address, as an ApiObject or a construct that is made of one, in the namespace
   * of the registration. A new `revision`, which is then required, is registered once this Deployment has been applied
   * with it and all its pods are updated and available. So one commit can change image and revision.
   *
   * The revision is written on the Deployment as the annotation `restate.dev/revision`, and the runtime may read
   * this Deployment.
   *
   * @default - no rollout is waited for
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
   */
  readonly waitForRollout?: IConstruct;

  /**
   * Headers that Restate sends with each request to them. Anybody who may read ConfigMaps can read these.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Headers whose values are in Secrets of the namespace. A changed value is sent after the next registration:
   * change `revision` with it.
   *
   * @default - none
   */
  readonly secretHeaders?: { [name: string]: k8s.SecretKeySelector };
}
