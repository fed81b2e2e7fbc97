import { Duration } from 'cdk8s';

/** What an {@link EnvoyForwardProxy} was made from. */
export interface ForwardProxySource {
  readonly kind: 'dnsCache' | 'subClusters';
  readonly refreshRate: Duration;
  readonly idleTimeout: Duration;
}

/**
 * How the sidecar finds the pods behind a service's name. Both forms need a headless Service (`clusterIP: None`) in
 * front of the pods, since any other name has one address only.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/dynamic_forward_proxy_filter
 */
export class EnvoyForwardProxy {
  /**
   * One cluster for each name, with all the addresses that the name has: calls go to all pods in turn. The form to
   * choose unless there is a reason not to.
   *
   * @param refreshRate how often a name is resolved again, at least one second; 5 seconds if left out
   * @param idleTimeout how long a name is kept after the last call to it, at least one second; 5 minutes if left out
   * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/clusters/dynamic_forward_proxy/v3/cluster.proto
   */
  public static subClusters(refreshRate?: Duration, idleTimeout?: Duration): EnvoyForwardProxy {
    return new EnvoyForwardProxy('subClusters', refreshRate, idleTimeout);
  }

  /**
   * A cache of DNS answers: all calls go to one of the pods, until the name resolves to another.
   *
   * @param refreshRate how often a name is resolved again, at least one second; 5 seconds if left out
   * @param idleTimeout how long a name is kept after the last call to it, at least one second; 5 minutes if left out
   * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/common/dynamic_forward_proxy/v3/dns_cache.proto
   */
  public static dnsCache(refreshRate?: Duration, idleTimeout?: Duration): EnvoyForwardProxy {
    return new EnvoyForwardProxy('dnsCache', refreshRate, idleTimeout);
  }

  /** @internal */
  public readonly _source: ForwardProxySource;

  private constructor(
    kind: ForwardProxySource['kind'],
    refreshRate: Duration = Duration.seconds(5),
    idleTimeout: Duration = Duration.minutes(5),
  ) {
    this._source = { kind, refreshRate, idleTimeout };
  }
}
