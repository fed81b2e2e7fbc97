import type { k8s } from 'cdk8s-plus-28';
import type { RestateCaBundle } from './ca-bundle';
import type { RestateCloudEnvironment } from '../cloud/restate-cloud-environment';
import type { IRestateCluster } from '../cluster/cluster-reference';

/**
 * How the runtime authenticates to an admin API.
 *
 * The Secrets and ConfigMaps are those of the runtime's namespace, which is that of the deployments. They are mounted as
 * files and read again at each run: nothing in them is copied into a manifest, an argument or a log, and a rotated
 * token needs no new synthesis.
 */
export interface RestateAdminAccess {
  /**
   * The key of a Secret with a bearer token, sent as `Authorization: Bearer <token>`.
   *
   * @default - no token
   */
  readonly bearerToken?: k8s.SecretKeySelector;

  /**
   * Further headers of each request: for each name, the key of a Secret with its value.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: k8s.SecretKeySelector };

  /**
   * The CA certificates that an `https` admin API is verified with.
   *
   * @default - the certificates that Node.js trusts
   */
  readonly ca?: RestateCaBundle;
}

/** The Service of an admin API, and how to authenticate to it. */
export interface RestateAdminServiceOptions extends RestateAdminAccess {
  /**
   * The port of the Service.
   *
   * @default 9070
   */
  readonly port?: number;

  /**
   * A path prefix of the admin API, such as `/admin`.
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

/** What a {@link RestateAdmin} was made from, unchecked. */
export interface AdminSource {
  readonly cluster?: IRestateCluster;
  readonly cloud?: RestateCloudEnvironment;
  readonly service?: { readonly name: string; readonly namespace: string };
  readonly url?: string;
  readonly options: RestateAdminServiceOptions;
}

/**
 * The admin API of a Restate server, with which services are registered.
 *
 * @see https://docs.restate.dev/references/admin-api
 *
 * @example
 * const byCluster = RestateAdmin.fromCluster(cluster);
 * const byUrl = RestateAdmin.fromUrl('https://restate.example:9070');
 */
export class RestateAdmin {
  /**
   * The admin API of a cluster. The cluster's network policies are opened for the runtime, unless
   * `allowOperatorAccessToAdmin` is false or `platform.operator` is set, and allow calls to the pods of the deployment.
   *
   * @param cluster the cluster, of this app or imported
   * @param access how to authenticate, if a proxy in front of the API requires it
   */
  public static fromCluster(cluster: IRestateCluster, access?: RestateAdminAccess): RestateAdmin {
    return new RestateAdmin({ cluster, options: access ?? {} });
  }

  /**
   * An admin API behind a Service of the Kubernetes cluster, without TLS.
   *
   * @param name the name of the Service
   * @param namespace its namespace
   * @param options port, path, and how to authenticate
   */
  public static fromService(
    name: string,
    namespace: string,
    options?: RestateAdminServiceOptions,
  ): RestateAdmin {
    return new RestateAdmin({ service: { name, namespace }, options: options ?? {} });
  }

  /**
   * An admin API at any URL.
   *
   * @param url its `http` or `https` URL, with a path prefix if there is one, but without user information, which would
   * be readable in a ConfigMap
   * @param access how to authenticate
   */
  public static fromUrl(url: string, access?: RestateAdminAccess): RestateAdmin {
    return new RestateAdmin({ url, options: access ?? {} });
  }

  /**
   * The admin API of an environment of Restate Cloud. Deployments, and Services by `RestateEndpoint.fromService`, are
   * registered with URLs that lead through the environment's tunnel. The environment's token is read from a Secret of
   * the same name and key in the runtime's namespace.
   *
   * @param environment the environment
   * @param access how to authenticate, if not with the environment's own token
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
