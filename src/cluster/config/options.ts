/** What the configurations made by {@link RestateConfig}'s helpers have in common. */
export interface RestateSingleNodeConfig {
  /**
   * The number of partitions. It can't be changed later.
   *
   * @default - the server's own default for one node, 128 for several
   */
  readonly partitions?: number;

  /**
   * More tables and keys, spelled as in the file, merged over the others; `{ '$patch': 'delete' }` removes one.
   *
   * @default - none
   * @see https://docs.restate.dev/references/server-config
   */
  readonly more?: { [key: string]: any };
}

/** Several nodes that keep their metadata among themselves. */
export interface RestateRaftConfig extends RestateSingleNodeConfig {
  /**
   * On how many nodes each partition and log record is kept.
   *
   * @default 2
   * @see https://docs.restate.dev/server/clusters
   */
  readonly replication?: number;

  /**
   * Where snapshots go. Without them a node that takes over replays the whole log.
   *
   * @default - no snapshots
   * @see https://docs.restate.dev/server/snapshots
   */
  readonly snapshots?: RestateSnapshots;
}

/** Several nodes that keep their metadata and snapshots in an object store. */
export interface RestateObjectStoreConfig extends RestateSingleNodeConfig {
  /**
   * On how many nodes each partition and log record is kept.
   *
   * @default 2
   * @see https://docs.restate.dev/server/clusters
   */
  readonly replication?: number;

  /** Where the metadata goes. The store must support conditional writes (PUT with If-Match). */
  readonly metadata: RestateObjectStore;

  /** Where snapshots go. */
  readonly snapshots: RestateSnapshots;
}

/**
 * A place in an object store. Access keys are not asked for here, since the configuration is a ConfigMap: give the
 * pods an identity, or set them as environment variables from a Secret (RESTATE_METADATA_CLIENT__AWS_ACCESS_KEY_ID,
 * RESTATE_WORKER__SNAPSHOTS__AWS_ACCESS_KEY_ID and so on).
 *
 * @see https://docs.restate.dev/references/server-config
 */
export interface RestateObjectStore {
  /** Bucket and prefix, such as "s3://some-bucket/metadata". */
  readonly url: string;

  /**
   * The region of the bucket.
   *
   * @default - that of the pod's environment
   */
  readonly region?: string;

  /**
   * The endpoint of a store that is not AWS, such as "http://minio.minio:9000".
   *
   * @default - AWS
   */
  readonly endpointUrl?: string;

  /**
   * Whether an endpoint without TLS is accepted.
   *
   * @default false
   */
  readonly allowHttp?: boolean;
}

/** Where snapshots of partitions go, and how often. */
export interface RestateSnapshots extends RestateObjectStore {
  /**
   * After how many log records a partition takes a snapshot.
   *
   * @default 10000
   */
  readonly intervalRecords?: number;
}
