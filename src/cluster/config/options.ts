/** What the configurations that {@link RestateConfig} generates have in common. */
export interface RestateConfigOptions {
  /**
   * The number of partitions. It can't be changed later.
   *
   * @default - the server's own default for a single node, 128 for several nodes
   */
  readonly partitions?: number;

  /**
   * Escape hatch for all other keys: tables and keys as in the file, merged over those that are generated.
   * `{ '$patch': 'delete' }` removes one.
   *
   * @default - none
   * @see https://docs.restate.dev/references/server-config
   */
  readonly overrides?: { [key: string]: any };
}

/** A single node. */
export interface RestateSingleNodeConfig extends RestateConfigOptions {}

/** Several nodes that replicate their metadata by Raft. */
export interface RestateRaftConfig extends RestateConfigOptions {
  /**
   * The number of nodes that store each partition and log record.
   *
   * @default 2
   * @see https://docs.restate.dev/server/clusters
   */
  readonly replication?: number;

  /**
   * The location of the snapshots. Without snapshots, a node that takes over a partition replays its whole log.
   *
   * @default - no snapshots
   * @see https://docs.restate.dev/server/snapshots
   */
  readonly snapshots?: RestateSnapshots;
}

/** Several nodes that store their metadata and snapshots in an object store. */
export interface RestateObjectStoreConfig extends RestateConfigOptions {
  /**
   * The number of nodes that store each partition and log record.
   *
   * @default 2
   * @see https://docs.restate.dev/server/clusters
   */
  readonly replication?: number;

  /** The location of the metadata. The store must support conditional writes (PUT with If-Match). */
  readonly metadata: RestateObjectStore;

  /** The location of the snapshots. */
  readonly snapshots: RestateSnapshots;
}

/**
 * A location in an object store. There are no access keys here, since the configuration is a ConfigMap: use
 * `security.identity`, or set them as environment variables from a Secret (RESTATE_METADATA_CLIENT__AWS_ACCESS_KEY_ID,
 * RESTATE_WORKER__SNAPSHOTS__AWS_ACCESS_KEY_ID and so on).
 *
 * @see https://docs.restate.dev/references/server-config
 */
export interface RestateObjectStore {
  /** The bucket and prefix, such as "s3://some-bucket/metadata". */
  readonly url: string;

  /**
   * The region of the bucket.
   *
   * @default - the region from the pod's environment
   */
  readonly region?: string;

  /**
   * The endpoint of a store other than AWS S3, such as "http://minio.minio:9000".
   *
   * @default - AWS
   */
  readonly endpointUrl?: string;

  /**
   * Whether to allow an endpoint without TLS.
   *
   * @default false
   */
  readonly allowHttp?: boolean;
}

/** The location of the snapshots of partitions, and how often they are taken. */
export interface RestateSnapshots extends RestateObjectStore {
  /**
   * The number of log records after which a snapshot of a partition is taken.
   *
   * @default 10000
   */
  readonly intervalRecords?: number;
}
