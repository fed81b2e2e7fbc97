import { Duration } from 'cdk8s';

/** How names are resolved by an {@link EnvoyForwardProxy}. */
export interface EnvoyForwardProxyOptions {
  /**
   * How often a name is resolved again, at least one second.
   *
   * @default Duration.seconds(5)
   */
  readonly refreshRate?: Duration;

  /**
   * How long a name is kept after the last call to it, at least one second.
   *
   * @default Duration.minutes(5)
   */
  readonly idleTimeout?: Duration;
}

/** What an {@link EnvoyForwardProxy} was made from. */
export interface ForwardProxySource {
  readonly kind: 'dnsCache' | 'subClusters';
  readonly refreshRate: Duration;
  readonly idleTimeout: Duration;
}

/**
 * How the sidecar finds the pods behind a service's name. Both ways need a headless Service (`clusterIP: None`), since
 * the name of any other Service has only one address.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/dynamic_forward_proxy_filter
 */
export class EnvoyForwardProxy {
  /**
   * An Envoy cluster for each name, with all addresses of the name: calls are sent to all pods in turn. Recommended.
   *
   * @param options how names are resolved
   * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/clusters/dynamic_forward_proxy/v3/cluster.proto
   */
  public static subClusters(options: EnvoyForwardProxyOptions = {}): EnvoyForwardProxy {
    return new EnvoyForwardProxy('subClusters', options);
  }

  /**
   * A DNS cache: all calls are sent to one of the pods, until the name resolves to another one.
   *
   * @param options how names are resolved
   * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/common/dynamic_forward_proxy/v3/dns_cache.proto
   */
  public static dnsCache(options: EnvoyForwardProxyOptions = {}): EnvoyForwardProxy {
    return new EnvoyForwardProxy('dnsCache', options);
  }

  /** @internal */
  public readonly _source: ForwardProxySource;

  private constructor(kind: ForwardProxySource['kind'], options: EnvoyForwardProxyOptions) {
    const { refreshRate = Duration.seconds(5), idleTimeout = Duration.minutes(5) } = options;
    this._source = { kind, refreshRate, idleTimeout };
  }
}
