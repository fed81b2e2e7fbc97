/** What the app of a cluster allows besides runtimes. */
export interface RestateGrantedAccessOptions {
  /**
   * The namespaces whose pods the cluster may call without the label `allow.restate.dev/<name>: "true"`, by
   * `RestateCluster.allowServicesIn`: those of plain Services that this app registers, and of Knative's ingress.
   *
   * @default - none
   */
  readonly servicesIn?: string[];
}

/**
 * How the runtimes of an app, and calls to its services, get through the network policies of a cluster that another app
 * created.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class RestateRuntimeAccess {
  /**
   * The app of the cluster allows the runtimes, by `RestateCluster.allowRuntimesFrom`, or has no network policies.
   *
   * @param options what else it allows
   */
  public static granted(options: RestateGrantedAccessOptions = {}): RestateRuntimeAccess {
    return new RestateRuntimeAccess('granted', options.servicesIn);
  }

  /**
   * This app creates NetworkPolicies in the namespace of the cluster that allow the runtimes, and calls to plain Services
   * and Knative's ingress. Whoever applies the app needs the right to do so there.
   */
  public static byNetworkPolicy(): RestateRuntimeAccess {
    return new RestateRuntimeAccess('network-policy');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'granted' | 'network-policy',
    /** @internal */
    public readonly _servicesIn: readonly string[] = [],
  ) {}
}
