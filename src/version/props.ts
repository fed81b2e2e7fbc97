import type { Duration } from 'cdk8s';
import type { RestateDeletionPolicy } from './deletion-policy';
import type { RestateRegistrationMetadata } from './registration-metadata';
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
   * needed it. Whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly drainDelay?: Duration;

  /**
   * What happens to the versions once the deployment or the registration has been removed from the app: to all of them,
   * also to those that were applied with another policy.
   *
   * @default RestateDeletionPolicy.drain()
   */
  readonly deletionPolicy?: RestateDeletionPolicy;

  /**
   * Whether reconciliation is paused: no version is registered, none is removed.
   *
   * @default false
   */
  readonly paused?: boolean;

  /**
   * Whether a version is registered despite changes that break clients or running invocations, such as a changed
   * service type. Otherwise the server rejects them (META0006).
   *
   * @default false
   */
  readonly breaking?: boolean;

  /**
   * Where the version comes from, for those who look at it in Restate.
   *
   * @default - nothing is sent
   */
  readonly registrationMetadata?: RestateRegistrationMetadata;

  /**
   * The runtime that registers and drains the versions.
   *
   * @default - the app's runtime in this namespace, which is created if there is none
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
