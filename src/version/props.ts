import type { Duration } from 'cdk8s';
import type { RestateDeletionPolicy } from './deletion-policy';
import type { RestateRuntime } from '../runtime/restate-runtime';

/**
 * How versions are registered and removed, wherever they run.
 *
 * @see https://docs.restate.dev/services/versioning
 */
export interface RestateLifecycleProps {
  /**
   * Whether Restate speaks HTTP/1.1 to the service instead of HTTP/2. A change makes a new version; a
   * RestateRegistration registers the same one again.
   *
   * @default false
   */
  readonly useHttp11?: boolean;

  /**
   * How long a version, or a former address of a RestateRegistration, stays registered after the last invocation that
   * needed it, in whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly drainDelay?: Duration;

  /**
   * What becomes of the versions once the deployment or the registration has left the app.
   *
   * @default RestateDeletionPolicy.drain()
   */
  readonly deletionPolicy?: RestateDeletionPolicy;

  /**
   * Whether the runtime leaves the deployment or the registration alone: no version is registered, none removed.
   *
   * @default false
   */
  readonly paused?: boolean;

  /**
   * Whether a version is registered in spite of changes that break clients or running invocations, such as
   * another type of a service. The server refuses them otherwise (META0006).
   *
   * @default false
   */
  readonly breaking?: boolean;

  /**
   * Who registers and drains the versions.
   *
   * @default - the app's runtime in this namespace, which is made where there is none
   */
  readonly runtime?: RestateRuntime;
}

/** How versions are reached, registered and removed, whatever makes their pods. */
export interface RestateVersionProps extends RestateLifecycleProps {
  /**
   * The path at which the pods serve the Restate protocol. A leading slash is added where it is missing. A change
   * makes a new version.
   *
   * @default "/"
   */
  readonly servicePath?: string;
}
