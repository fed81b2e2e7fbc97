/**
 * The keys of Restate's configuration file, table by table, of all versions from 1.1 to 1.7. A table that is not
 * listed accepts any key.
 *
 * Used for warnings only: the server itself ignores a key that it does not know.
 *
 * @see https://docs.restate.dev/references/server-config
 */
export const CONFIG_KEYS: { [table: string]: string } = {
  '':
    'additional-request-headers admin advertised-address advertised-host auto-provision ' +
    'aws-assume-role-external-id aws-profile base-dir bifrost bind-address bind-ip bind-port ' +
    'cluster-name connect-timeout default-idempotency-retention default-journal-retention ' +
    'default-num-partitions default-replication default-retry-policy default-thread-pool-size ' +
    'default-thread-stack-size default-workflow-completion-retention disable-config-sql-table ' +
    'disable-prometheus disable-telemetry experimental-kafka-batch-ingestion ' +
    'experimental-shuffler-batch-ingestion force-node-id gossip-extras-exchange-frequency ' +
    'gossip-failure-threshold gossip-fd-stability-threshold gossip-loneliness-threshold ' +
    'gossip-num-peers gossip-suspect-interval gossip-tick-interval gossip-time-skew-threshold ' +
    'histogram-inactivity-timeout hlc-max-drift http-keep-alive-options http-proxy ingress ' +
    'initial-max-send-streams initialization-timeout listen-mode location ' +
    'log-disable-ansi-codes log-filter log-format log-server max-idempotency-retention ' +
    'max-journal-retention max-retry-policy-max-attempts max-workflow-completion-retention ' +
    'metadata-client metadata-fetch-from-peer-timeout metadata-server ' +
    'metadata-update-interval network-error-retry-policy networking no-proxy node-name ' +
    'request-compression-threshold request-identity-private-key-pem-file rocksdb-bg-threads ' +
    'rocksdb-block-size rocksdb-compaction-readahead-size ' +
    'rocksdb-disable-direct-io-for-flush-and-compactions rocksdb-disable-direct-io-for-reads ' +
    'rocksdb-disable-l0-l1-compression rocksdb-disable-statistics rocksdb-disable-wal ' +
    'rocksdb-disable-wal-compression rocksdb-enable-stall-on-memory-limit ' +
    'rocksdb-high-priority-bg-threads rocksdb-high-priority-threads rocksdb-log-keep-file-num ' +
    'rocksdb-log-level rocksdb-log-max-file-size rocksdb-low-priority-threads ' +
    'rocksdb-max-background-jobs rocksdb-max-write-rate-per-second rocksdb-perf-level ' +
    'rocksdb-statistics-level rocksdb-total-memory-size rocksdb-total-memtables-ratio ' +
    'rocksdb-write-stall-threshold roles shutdown-timeout storage-high-priority-bg-threads ' +
    'storage-low-priority-bg-threads tokio-console-bind-address tracing-endpoint ' +
    'tracing-filter tracing-headers tracing-json-path tracing-runtime-endpoint ' +
    'tracing-services-endpoint use-random-ports worker',
  admin:
    'advertised-address advertised-admin-endpoint advertised-host bind-address bind-ip ' +
    'bind-port concurrent-api-requests-limit deployment-routing-headers ' +
    'disable-cluster-controller disable-web-ui heartbeat-interval listen-mode ' +
    'log-trim-check-interval query-engine use-random-ports',
  'admin.query-engine': 'memory-size pgsql-bind-address query-parallelism rate-limiting tmp-dir',
  'admin.query-engine.rate-limiting': 'capacity rate',
  bifrost:
    'append-retry-max-interval append-retry-min-interval auto-recovery-interval ' +
    'default-provider disable-auto-improvement local read-retry-policy ' +
    'record-cache-memory-size replicated-loglet seal-retry-interval',
  'bifrost.read-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  'bifrost.replicated-loglet':
    'log-server-retry-policy log-server-rpc-timeout maximum-inflight-records read-batch-size ' +
    'readahead-records readahead-trigger-ratio rpc-timeout sequencer-inactivity-timeout ' +
    'sequencer-retry-policy store-timeout',
  'bifrost.replicated-loglet.log-server-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  'bifrost.replicated-loglet.sequencer-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  'default-retry-policy':
    'exponentiation-factor initial-interval max-attempts max-interval on-max-attempts',
  'default-retry-policy.max-attempts': 'Bounded',
  'http-keep-alive-options': 'interval timeout',
  ingress:
    'advertised-address advertised-host advertised-ingress-endpoint bind-address bind-ip ' +
    'bind-port concurrent-api-requests-limit http2-max-concurrent-streams ingestion ' +
    'kafka-clusters listen-mode request-size-limit use-random-ports',
  'ingress.ingestion': 'connection-retry-policy inflight-memory-budget request-batch-size',
  'log-server':
    'incoming-network-queue-length rocksdb-block-size rocksdb-compaction-readahead-size ' +
    'rocksdb-disable-direct-io-for-flush-and-compactions rocksdb-disable-direct-io-for-reads ' +
    'rocksdb-disable-l0-l1-compression rocksdb-disable-statistics rocksdb-disable-wal ' +
    'rocksdb-disable-wal-compression rocksdb-disable-wal-fsync rocksdb-log-keep-file-num ' +
    'rocksdb-log-level rocksdb-log-max-file-size rocksdb-max-background-jobs ' +
    'rocksdb-max-file-size rocksdb-max-sub-compactions rocksdb-max-wal-size ' +
    'rocksdb-memory-budget rocksdb-memory-ratio rocksdb-statistics-level rocksdb-wal-dir ' +
    'write-batch-commit-bytes write-batch-commit-count writer-batch-commit-count',
  'metadata-client':
    'addresses aws-access-key-id aws-allow-http aws-endpoint-url aws-profile aws-region ' +
    'aws-secret-access-key aws-session-token backoff-policy connect-timeout ' +
    'keep-alive-interval keep-alive-timeout key-prefix message-size-limit ' +
    'object-store-retry-policy object_store_retry_policy path table type',
  'metadata-client.backoff-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  'metadata-client.object_store_retry_policy':
    'factor initial_interval interval max_attempts max_interval type',
  'metadata-server':
    'auto-join log-trim-threshold raft-election-tick raft-heartbeat-tick raft-tick-interval ' +
    'request-queue-length rocksdb-block-size rocksdb-compaction-readahead-size ' +
    'rocksdb-disable-direct-io-for-flush-and-compactions rocksdb-disable-direct-io-for-reads ' +
    'rocksdb-disable-l0-l1-compression rocksdb-disable-statistics rocksdb-disable-wal ' +
    'rocksdb-disable-wal-compression rocksdb-log-keep-file-num rocksdb-log-level ' +
    'rocksdb-log-max-file-size rocksdb-max-background-jobs rocksdb-memory-budget ' +
    'rocksdb-memory-ratio rocksdb-statistics-level status-update-interval type',
  'network-error-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  networking:
    'connect-retry-policy connect-timeout data-stream-window-size disable-compression ' +
    'fabric-memory-limit handshake-timeout http2-adaptive-window http2-keep-alive-interval ' +
    'http2-keep-alive-timeout message-size-limit',
  'networking.connect-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  worker:
    'cleanup-interval data-service-memory-limit durability-mode internal-queue-length invoker ' +
    'max-command-batch-bytes max-command-batch-size num-timers-in-memory-limit ' +
    'rule-book-poll-interval shuffle snapshots storage trim-delay-interval',
  'worker.invoker':
    'abort-timeout action-throttling additional-request-headers aws-assume-role-external-id ' +
    'aws-profile concurrent-invocations-limit connect-timeout eager-state-size-limit ' +
    'http-proxy http2-idle-connection-timeout http2-initial-connection-window-size ' +
    'http2-initial-max-send-streams http2-initial-stream-window-size ' +
    'http2-keep-alive-interval http2-keep-alive-jitter http2-keep-alive-timeout ' +
    'http2-max-frame-size http2-streams-per-connection-limit in-memory-queue-length-limit ' +
    'inactivity-timeout invocation-throttling memory-limit message-size-limit ' +
    'message-size-warning no-proxy per-invocation-initial-memory per-invocation-memory-limit ' +
    'request-compression-threshold request-identity-expiration ' +
    'request-identity-private-key-pem-file retry-policy tmp-dir',
  'worker.invoker.action-throttling': 'capacity rate',
  'worker.invoker.invocation-throttling': 'capacity rate',
  'worker.invoker.retry-policy': 'factor initial_interval interval max_attempts max_interval type',
  'worker.shuffle': 'connection-retry-policy inflight-memory-budget request-batch-size',
  'worker.snapshots':
    'aws-access-key-id aws-allow-http aws-endpoint-url aws-profile aws-region ' +
    'aws-secret-access-key aws-session-token destination enable-cleanup ' +
    'export-concurrency-limit num-retained object-store-retry-policy snapshot-interval ' +
    'snapshot-interval-num-records',
  'worker.snapshots.object-store-retry-policy':
    'factor initial-interval initial_interval interval max-attempts max-interval max_attempts ' +
    'max_interval type',
  'worker.storage':
    'num-partitions-to-share-memory-budget persist-lsn-interval persist-lsn-threshold ' +
    'rocksdb-block-size rocksdb-compaction-readahead-size ' +
    'rocksdb-disable-auto-memory-reclaimer rocksdb-disable-compact-on-deletion ' +
    'rocksdb-disable-direct-io-for-flush-and-compactions rocksdb-disable-direct-io-for-reads ' +
    'rocksdb-disable-l0-l1-compression rocksdb-disable-statistics rocksdb-disable-wal ' +
    'rocksdb-disable-wal-compression rocksdb-log-keep-file-num rocksdb-log-level ' +
    'rocksdb-log-max-file-size rocksdb-max-background-jobs rocksdb-max-file-size ' +
    'rocksdb-memory-budget rocksdb-memory-ratio rocksdb-statistics-level',
};
