import type { k8s } from 'cdk8s-plus-28';
import type { RestateCaBundle } from './ca-bundle';
import type { RestateCloudEnvironment } from '../cloud/restate-cloud-environment';
import type { IRestateCluster } from '../cluster/cluster-reference';

/**
 * How the runtime gets into an admin API.
 *
 * The Secrets and ConfigMaps are of the runtime's namespace, which is that of the deployments. They are mounted as
 * files and read anew at each run: nothing of them is copied into a manifest, an argument or a log, and a token
 * that is rotated needs no new synth.
 */
export interface RestateAdminAccess {
  /**
   * The key of a Secret that holds a bearer token, sent as `Authorization: Bearer <token>`.
   *
   * @default - no token
   */
  readonly bearerToken?: k8s.SecretKeySelector;

  /**
   * Further headers of each request, by their names, each with the key of a Secret that holds its value.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: k8s.SecretKeySelector };

  /**
   * The certificates that an `https` admin API is trusted by.
   *
   * @default - the certificates that Node.js trusts
   */
  readonly ca?: RestateCaBundle;
}

/** Where the Service of an admin API is, and how to get in. */
export interface RestateAdminServiceOptions extends RestateAdminAccess {
  /**
   * The port of the Service.
   *
   * @default 9070
   */
  readonly port?: number;

  /**
   * A path in front of the admin API's own, such as `/admin`.
   *
   * @default - none
   */
  readonly path?: string;

  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default "cluster.local"
   */
  readonly clusterDns?: string;
}

/** What a {@link RestateAdmin} was made from; nothing of it is checked yet. */
export interface AdminSource {
  readonly cluster?: IRestateCluster;
  readonly cloud?: RestateCloudEnvironment;
  readonly service?: { readonly name: string; readonly namespace: string };
  readonly url?: string;
  readonly options: RestateAdminServiceOptions;
}

/**
 * The admin API of a Restate server: where services are registered.
 *
 * @see https://docs.restate.dev/references/admin-api
 */
export class RestateAdmin {
  /**
   * The admin API of a cluster. Its network policy is opened for the runtime, unless the cluster's
   * `allowOperatorAccessToAdmin` is false or it admits a `platform.operator` instead, and its egress for the pods of
   * the deployment.
   *
   * @param cluster the cluster, of this app or imported
   * @param access how to get in, where something in front of the API asks for it
   */
  public static fromCluster(cluster: IRestateCluster, access?: RestateAdminAccess): RestateAdmin {
    return new RestateAdmin({ cluster, options: access ?? {} });
  }

  /**
   * An admin API behind a Service of the Kubernetes cluster, without TLS.
   *
   * @param name the name of the Service
   * @param namespace its namespace
   * @param options port, path, and how to get in
   */
  public static fromService(
    name: string,
    namespace: string,
    options?: RestateAdminServiceOptions,
  ): RestateAdmin {
    return new RestateAdmin({ service: { name, namespace }, options: options ?? {} });
  }

  /**
   * An admin API at any address.
   *
   * @param url where it is, `http` or `https`, with the path in front of the API's own if there is one; no user
   * information, which would end up readable in a ConfigMap
   * @param access how to get in
   */
  public static fromUrl(url: string, access?: RestateAdminAccess): RestateAdmin {
    return new RestateAdmin({ url, options: access ?? {} });
  }

  /**
   * The admin API of an environment of Restate Cloud. Deployments, and Services by `RestateEndpoint.fromService`, are
   * registered with addresses that lead through the environment's tunnel. The token is that of the environment, from a
   * Secret of the same name and key in the runtime's namespace.
   *
   * @param environment the environment
   * @param access how to get in, where it is not by the environment's own token
   */
  public static fromCloud(
    environment: RestateCloudEnvironment,
    access?: RestateAdminAccess,
  ): RestateAdmin {
    const { bearerToken } = environment._model;
    return new RestateAdmin({ cloud: environment, options: { bearerToken, ...access } });
  }

  /** @internal */
  public readonly _source: AdminSource;

  private constructor(source: AdminSource) {
    this._source = source;
  }
}
