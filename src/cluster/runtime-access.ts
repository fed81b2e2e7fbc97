/**
 * How the runtimes of an app get through the network policies of a cluster that another app created.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class RestateRuntimeAccess {
  /** The app of the cluster allows them, by `RestateCluster.allowRuntimesFrom`, or has no network policies. */
  public static granted(): RestateRuntimeAccess {
    return new RestateRuntimeAccess('granted');
  }

  /**
   * This app creates a NetworkPolicy in the namespace of the cluster that allows them. Whoever applies the app needs
   * the right to do so there.
   */
  public static byNetworkPolicy(): RestateRuntimeAccess {
    return new RestateRuntimeAccess('network-policy');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'granted' | 'network-policy',
  ) {}
}
