import type { k8s } from 'cdk8s-plus-28';
import type { RestateCloudTunnel } from './tunnel-props';

/**
 * An environment of Restate Cloud, and the tunnel to it.
 *
 * @see https://docs.restate.dev/cloud/getting-started
 */
export interface RestateCloudEnvironmentProps {
  /**
   * The name of the environment in this app; its objects are called `tunnel-<name>`.
   *
   * A DNS label of at most 56 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the tunnel, where the Secret with the token must be.
   *
   * @default - the chart's namespace
   */
  readonly namespace?: string;

  /**
   * Labels for every object of the tunnel; `app.kubernetes.io/name` and `app.kubernetes.io/instance` are always its
   * own.
   *
   * @default - its own labels only
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations for every object of the tunnel and for its pods.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /** The id of the environment, which begins with `env_`. */
  readonly environmentId: string;

  /** The region of the environment, such as `us` or `eu`; one with dots for an environment in one's own account. */
  readonly region: string;

  /** The public key that the environment signs its requests with, which begins with `publickeyv1_`. Not a secret. */
  readonly signingPublicKey: string;

  /**
   * The key of the Secret that holds the environment's token. It is only ever mounted: no part of it is in a
   * manifest. A pod of the tunnel reads it when it starts; restart the tunnel after the token was changed.
   */
  readonly bearerToken: k8s.SecretKeySelector;

  /**
   * The pods of the tunnel.
   *
   * @default - pods of all the defaults
   */
  readonly tunnel?: RestateCloudTunnel;

  /**
   * Whether this app makes the tunnel. Without it, the tunnel of `tunnelName` is another app's or the operator's, or
   * all deployments hold a tunnel of their own.
   *
   * @default true
   */
  readonly deployTunnel?: boolean;

  /**
   * What the environment calls this tunnel: it is part of the address of every service that is reached through it.
   * Pods of the same tunnel name share the requests, so that every Kubernetes cluster that uses the environment needs
   * a name of its own, and a name must not change while a version that was registered with it is needed. The
   * operator's is the `metadata.uid` of its RestateCloudEnvironment.
   *
   * @default - a UUID made from environment, region, namespace and name
   */
  readonly tunnelName?: string;
}
