import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import type { RestateEndpoint } from './endpoint';
import type { RestateAdmin } from '../admin/restate-admin';
import type { RestateRuntime } from '../runtime/restate-runtime';
import type { RestateDeletionPolicy } from '../version/deletion-policy';

/** Services that run anywhere, and how they are registered with Restate. */
export interface RestateRegistrationProps {
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
   * Change it once the new code answers at the address. Nothing is known here of a rollout that is under way: while old
   * pods still answer, it is they that are discovered.
   *
   * What is under way meets the new code at once. Only with an address for each version, as a RestateDeployment has
   * them, old invocations end on old code.
   *
   * @default - they are discovered once for each address
   */
  readonly revision?: string;

  /**
   * Whether Restate speaks HTTP/1.1 to them instead of HTTP/2.
   *
   * @default false
   */
  readonly useHttp11?: boolean;

  /**
   * Headers that Restate sends with each request to them. Anybody who may read ConfigMaps can read these.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Headers whose values are in Secrets of the namespace. A value that changes is sent after the next registration:
   * change `revision` with it.
   *
   * @default - none
   */
  readonly secretHeaders?: { [name: string]: k8s.SecretKeySelector };

  /**
   * How long a former address stays registered after the last invocation that needed it, in whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly drainDelay?: Duration;

  /**
   * What becomes of the registration once it has left the app.
   *
   * @default RestateDeletionPolicy.drain()
   */
  readonly deletionPolicy?: RestateDeletionPolicy;

  /**
   * Whether the runtime leaves the registration alone.
   *
   * @default false
   */
  readonly paused?: boolean;

  /**
   * Whether they are registered in spite of changes that break clients or running invocations, such as another type
   * of a service. The server refuses them otherwise (META0006).
   *
   * @default false
   */
  readonly breaking?: boolean;

  /**
   * Who registers them.
   *
   * @default - the app's runtime in this namespace, which is made where there is none
   */
  readonly runtime?: RestateRuntime;
}
