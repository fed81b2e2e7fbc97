import type {
  RestateObjectStore,
  RestateObjectStoreConfig,
  RestateRaftConfig,
  RestateSingleNodeConfig,
  RestateSnapshots,
} from './options';
import { mergeMaps } from '../../core/merge';

/** What a {@link RestateConfig} was made from. */
export interface ConfigSource {
  readonly toml?: string;
  readonly object?: { [key: string]: any };
}

/**
 * The configuration file of a Restate server.
 *
 * @see https://docs.restate.dev/references/server-config
 *
 * @example
 * const config = RestateConfig.objectStore({
 *   metadata: { url: 's3://bucket/metadata', region: 'eu-central-1' },
 *   snapshots: { url: 's3://bucket/snapshots', region: 'eu-central-1' },
 * });
 */
export class RestateConfig {
  /**
   * A configuration file in TOML, passed to the server byte for byte.
   *
   * @param text the content of the file
   */
  public static fromToml(text: string): RestateConfig {
    return new RestateConfig({ toml: text });
  }

  /**
   * A configuration as a map with the keys of the file: `{ 'auto-provision': false, admin: { ... } }`. Written as TOML
   * with sorted keys.
   *
   * @param config the tables and keys
   */
  public static fromObject(config: { [key: string]: any }): RestateConfig {
    return new RestateConfig({ object: config });
  }

  /**
   * A single node that provisions itself and stores all its data on its own volume.
   *
   * @param options what differs from the defaults
   */
  public static singleNode(options: RestateSingleNodeConfig = {}): RestateConfig {
    return RestateConfig.fromObject(
      mergeMaps(
        {
          roles: ['worker', 'admin', 'log-server', 'metadata-server', 'http-ingress'],
          'auto-provision': true,
          'default-num-partitions': options.partitions,
        },
        options.overrides ?? {},
      ),
    );
  }

  /**
   * Several nodes that replicate their metadata by Raft. They can't provision themselves: set `autoProvision` on the
   * cluster, or run `restatectl provision` once.
   *
   * @param options what differs from the defaults
   * @see https://docs.restate.dev/server/clusters
   */
  public static raft(options: RestateRaftConfig = {}): RestateConfig {
    return RestateConfig.fromObject(
      mergeMaps(
        {
          roles: ['worker', 'admin', 'log-server', 'metadata-server', 'http-ingress'],
          'auto-provision': false,
          'default-num-partitions': options.partitions ?? 128,
          'default-replication': options.replication ?? 2,
          'metadata-server': { type: 'replicated' },
          'metadata-client': { addresses: ['http://restate-cluster:5122/'] },
          bifrost: { 'default-provider': 'replicated' },
          ...(options.snapshots === undefined
            ? {}
            : { worker: { snapshots: snapshots(options.snapshots) } }),
        },
        options.overrides ?? {},
      ),
    );
  }

  /**
   * Several nodes that store their metadata and snapshots in an object store with conditional writes, and provision
   * themselves. The nodes need permission to list the bucket, and to read and write its objects.
   *
   * @param options the location of the object store, and what differs from the defaults
   * @see https://docs.restate.dev/server/snapshots
   */
  public static objectStore(options: RestateObjectStoreConfig): RestateConfig {
    return RestateConfig.fromObject(
      mergeMaps(
        {
          roles: ['worker', 'admin', 'log-server', 'http-ingress'],
          'auto-provision': true,
          'default-num-partitions': options.partitions ?? 128,
          'default-replication': options.replication ?? 2,
          'metadata-client': {
            type: 'object-store',
            path: options.metadata.url,
            ...access(options.metadata),
          },
          bifrost: { 'default-provider': 'replicated' },
          worker: { snapshots: snapshots(options.snapshots) },
        },
        options.overrides ?? {},
      ),
    );
  }

  /** @internal */
  public readonly _source: ConfigSource;

  private constructor(source: ConfigSource) {
    this._source = source;
  }
}

function access(store: RestateObjectStore): { [key: string]: unknown } {
  return {
    'aws-region': store.region,
    'aws-endpoint-url': store.endpointUrl,
    'aws-allow-http': store.allowHttp,
  };
}

function snapshots(options: RestateSnapshots): { [key: string]: unknown } {
  return {
    destination: options.url,
    'snapshot-interval-num-records': options.intervalRecords ?? 10000,
    ...access(options),
  };
}
