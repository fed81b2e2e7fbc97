import type { k8s } from 'cdk8s-plus-28';
import type { RestateCloudTunnel } from './tunnel-props';

/**
 * Properties of an environment of Restate Cloud and of its tunnel.
 *
 * @see https://docs.restate.dev/cloud/getting-started
 */
export interface RestateCloudEnvironmentProps {
  /**
   * The name of the environment in this app; its objects are named `tunnel-<name>`.
   *
   * A DNS label of at most 56 characters.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace of the tunnel, which must contain the Secret with the token.
   *
   * @default - the chart's namespace
   */
  readonly namespace?: string;

  /**
   * Labels of all objects of the tunnel. They can't override `app.kubernetes.io/name` and
   * `app.kubernetes.io/instance`.
   *
   * @default - the tunnel's own labels only
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of all objects of the tunnel and of its pods.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };

  /** The id of the environment, which begins with `env_`. */
  readonly environmentId: string;

  /** The region of the environment, such as `us` or `eu`. It has dots for an environment in your own cloud account. */
  readonly region: string;

  /** The public key of the environment's request signatures, which begins with `publickeyv1_`. It is not a secret. */
  readonly signingPublicKey: string;

  /**
   * The key of the Secret that holds the environment's token. It is mounted, and never part of a manifest. The tunnel's
   * pods read it when they start: restart the tunnel after a change of the token.
   */
  readonly bearerToken: k8s.SecretKeySelector;

  /**
   * The pods of the tunnel.
   *
   * @default - all defaults of RestateCloudTunnel
   */
  readonly tunnel?: RestateCloudTunnel;

  /**
   * Whether this app creates the tunnel. If not, the tunnel `tunnelName` belongs to another app or to the operator, or
   * the pods of all deployments open their own tunnels.
   *
   * @default true
   */
  readonly deployTunnel?: boolean;

  /**
   * The name of the tunnel, which is part of the URL of every service that is called through it. Pods with the same
   * tunnel name share the requests: each Kubernetes cluster that uses the environment needs its own name, and the name
   * must not change while a version that was registered with it is needed. The operator uses the `metadata.uid` of its
   * RestateCloudEnvironment.
   *
   * @default - a UUID derived from environment, region, namespace and name
   */
  readonly tunnelName?: string;
}
