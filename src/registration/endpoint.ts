/** What a {@link RestateEndpoint} was made from. */
export interface EndpointSource {
  readonly url?: string;
  readonly service?: { readonly name: string; readonly options: RestateEndpointServiceOptions };
  readonly lambda?: { readonly arn: string; readonly assumeRoleArn?: string };
}

/** Where a Service that serves the Restate protocol is. */
export interface RestateEndpointServiceOptions {
  /**
   * The namespace of the Service.
   *
   * @default - that of the registration
   */
  readonly namespace?: string;

  /**
   * The port of the Service.
   *
   * @default 9080
   */
  readonly port?: number;

  /**
   * The path at which the Restate protocol is served.
   *
   * @default "/"
   */
  readonly path?: string;

  /**
   * The DNS domain of the Kubernetes cluster.
   *
   * @default - that of the admin API, else "cluster.local"
   */
  readonly clusterDns?: string;
}

/** How Restate invokes a function of AWS Lambda. */
export interface RestateLambdaOptions {
  /**
   * The ARN of the role that the Restate server assumes to invoke the function.
   *
   * @default - the server's own identity
   */
  readonly assumeRoleArn?: string;
}

/** Where Restate reaches services that this library does not deploy. */
export class RestateEndpoint {
  /**
   * Any address that the Restate server reaches. It is registered as given, with Restate Cloud too: for an address that
   * is reached through its tunnel, write `environment.tunnelUrl(url)`.
   *
   * @param url an `http` or `https` URL
   */
  public static fromUrl(url: string): RestateEndpoint {
    return new RestateEndpoint({ url });
  }

  /**
   * A Service of the Kubernetes cluster, such as that of a plain Deployment. With `RestateAdmin.fromCloud` the address
   * that is registered leads through the environment's tunnel.
   *
   * A cluster of the same app gets access to the pods of the Service's namespace. The network policies of another cluster
   * allow it to call pods with the label `allow.restate.dev/<name of the cluster>: "true"`.
   *
   * @param name the name of the Service
   * @param options its namespace and port
   */
  public static fromService(
    name: string,
    options?: RestateEndpointServiceOptions,
  ): RestateEndpoint {
    return new RestateEndpoint({ service: { name, options: options ?? {} } });
  }

  /**
   * A function of AWS Lambda.
   *
   * @param arn the ARN of a version of the function. An alias or `$LATEST` is accepted too, but then in-flight
   * invocations run into other code as soon as it changes.
   * @param options the role that the Restate server assumes to invoke it
   * @see https://docs.restate.dev/services/deployment/lambda
   */
  public static fromLambdaArn(arn: string, options: RestateLambdaOptions = {}): RestateEndpoint {
    return new RestateEndpoint({ lambda: { arn, assumeRoleArn: options.assumeRoleArn } });
  }

  /** @internal */
  public readonly _source: EndpointSource;

  private constructor(source: EndpointSource) {
    this._source = source;
  }
}
