import type { Duration } from 'cdk8s';
import { Yaml } from 'cdk8s';
import type { ForwardProxySource } from './forward-proxy';

/** Everything that the configuration of the proxy depends on. */
export interface EnvoyModel {
  readonly forwardProxy: ForwardProxySource;
  readonly port: number;
  readonly healthPort: number;
  readonly healthAddress: string;
  readonly adminPort?: number;
  readonly connectTimeout: Duration;
  readonly keepaliveInterval: Duration;
  readonly keepaliveTimeout: Duration;
  readonly maxStreams: number;
  readonly maxConnections: number;
  readonly maxNames: number;
}

/** The path that the kubelet probes. */
export const HEALTH_PATH = '/ready';

/** The names of the DNS cache and of the cluster, which the filter refers to. */
const DNS_CACHE = 'services';
const CLUSTER = 'services';
const EXTENSIONS = 'type.googleapis.com/envoy.extensions';

/** Envoy's configuration file. */
export function envoyYaml(model: EnvoyModel): string {
  return Yaml.stringify({
    ...(model.adminPort === undefined
      ? {}
      : { admin: { address: address('127.0.0.1', model.adminPort) } }),
    static_resources: {
      listeners: [proxyListener(model), healthListener(model)],
      clusters: [servicesCluster(model)],
    },
    overload_manager: overloadManager(model),
  });
}

function proxyListener(model: EnvoyModel): object {
  return httpListener('proxy', address('127.0.0.1', model.port), {
    // An invocation may wait for days: streams have no idle timeout and no maximum duration.
    stream_idle_timeout: '0s',
    // One connection carries all streams to a name, and no stream may wait for another one to end.
    http2_protocol_options: { max_concurrent_streams: 2147483647 },
    route_config: {
      name: 'services',
      virtual_hosts: [
        {
          name: 'services',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/' },
              route: { cluster: CLUSTER, timeout: '0s', ...retries(model) },
            },
          ],
        },
      ],
    },
    http_filters: [forwardProxyFilter(model), router()],
  });
}

/**
 * Retries with another pod, only for calls that did not reach a handler: Restate does not see the failure of a pod that
 * just died. With a single address there is no other pod to try.
 */
function retries(model: EnvoyModel): object {
  if (model.forwardProxy.kind === 'dnsCache') return {};
  return {
    retry_policy: {
      retry_on: 'connect-failure,refused-stream',
      num_retries: 3,
      host_selection_retry_max_attempts: 5,
      retry_host_predicate: [
        {
          name: 'envoy.retry_host_predicates.previous_hosts',
          typed_config: {
            '@type': `${EXTENSIONS}.retry.host.previous_hosts.v3.PreviousHostsPredicate`,
          },
        },
      ],
    },
  };
}

function healthListener(model: EnvoyModel): object {
  const listener = httpListener('health', address(model.healthAddress, model.healthPort), {
    route_config: { name: 'health', virtual_hosts: [] },
    http_filters: [
      {
        name: 'envoy.filters.http.health_check',
        typed_config: {
          '@type': `${EXTENSIONS}.filters.http.health_check.v3.HealthCheck`,
          pass_through_mode: false,
          headers: [{ name: ':path', string_match: { exact: HEALTH_PATH } }],
        },
      },
      router(),
    ],
  });
  // A proxy with all its connections in use is busy, not dead.
  return { ...listener, ignore_global_conn_limit: true };
}

function servicesCluster(model: EnvoyModel): object {
  const { forwardProxy } = model;
  return {
    name: CLUSTER,
    connect_timeout: duration(model.connectTimeout),
    lb_policy: 'CLUSTER_PROVIDED',
    ...subClusterResolution(forwardProxy),
    circuit_breakers: {
      thresholds: ['DEFAULT', 'HIGH'].map((priority) => ({
        priority,
        max_connections: model.maxStreams,
        max_pending_requests: model.maxStreams,
        max_requests: model.maxStreams,
        max_retries: model.maxStreams,
      })),
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': `${EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions`,
        // Envoy requires these for names from requests; connections here have no TLS.
        upstream_http_protocol_options: { auto_sni: true, auto_san_validation: true },
        // Restate uses the protocol of the service: HTTP/2, or HTTP/1.1 if it was registered with that.
        use_downstream_protocol_config: {
          http_protocol_options: {},
          http2_protocol_options: {
            connection_keepalive: {
              interval: duration(model.keepaliveInterval),
              timeout: duration(model.keepaliveTimeout),
            },
          },
        },
      },
    },
    cluster_type: {
      name: 'envoy.clusters.dynamic_forward_proxy',
      typed_config: {
        '@type': `${EXTENSIONS}.clusters.dynamic_forward_proxy.v3.ClusterConfig`,
        ...(forwardProxy.kind === 'dnsCache'
          ? { dns_cache_config: dnsCache(model) }
          : {
              sub_clusters_config: {
                lb_policy: 'ROUND_ROBIN',
                max_sub_clusters: model.maxNames,
                sub_cluster_ttl: duration(forwardProxy.idleTimeout),
              },
            }),
      },
    },
  };
}

/** Settings that sub clusters inherit from their parent; a DNS cache has its own. */
function subClusterResolution({ kind, refreshRate }: ForwardProxySource): object {
  if (kind === 'dnsCache') return {};
  return {
    dns_lookup_family: 'V4_PREFERRED',
    // The field is deprecated, but the only one for sub clusters: omitted if it has its default.
    ...(refreshRate.toMilliseconds() === 5000 ? {} : { dns_refresh_rate: duration(refreshRate) }),
  };
}

function forwardProxyFilter(model: EnvoyModel): object {
  return {
    name: 'envoy.filters.http.dynamic_forward_proxy',
    typed_config: {
      '@type': `${EXTENSIONS}.filters.http.dynamic_forward_proxy.v3.FilterConfig`,
      ...(model.forwardProxy.kind === 'dnsCache'
        ? { dns_cache_config: dnsCache(model) }
        : { sub_cluster_config: {} }),
    },
  };
}

function dnsCache(model: EnvoyModel): object {
  const { refreshRate, idleTimeout } = model.forwardProxy;
  return {
    name: DNS_CACHE,
    dns_lookup_family: 'V4_PREFERRED',
    dns_refresh_rate: duration(refreshRate),
    // Its default of 5 s would limit a faster refresh.
    dns_min_refresh_rate: duration(refreshRate),
    host_ttl: duration(idleTimeout),
    max_hosts: model.maxNames,
    dns_cache_circuit_breaker: { max_pending_requests: model.maxStreams },
  };
}

function overloadManager(model: EnvoyModel): object {
  return {
    resource_monitors: [
      {
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        typed_config: {
          '@type': `${EXTENSIONS}.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig`,
          max_active_downstream_connections: model.maxConnections,
        },
      },
    ],
  };
}

function httpListener(name: string, at: object, connectionManager: object): object {
  return {
    name,
    address: at,
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type': `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
              stat_prefix: name,
              ...connectionManager,
            },
          },
        ],
      },
    ],
  };
}

function router(): object {
  return {
    name: 'envoy.filters.http.router',
    typed_config: { '@type': `${EXTENSIONS}.filters.http.router.v3.Router` },
  };
}

function address(ip: string, port: number): object {
  return { socket_address: { address: ip, port_value: port } };
}

function duration(value: Duration): string {
  return `${value.toMilliseconds() / 1000}s`;
}
