import { Size } from 'cdk8s';
import { RestateConfig } from '../../../src';
import type { RestateClusterCompute, RestateClusterProps } from '../../../src';
import { faultsOf } from '../../core/faults-of';
import { warningsOf } from '../../core/warnings-of';
import { newCluster } from '../synth';

function cluster(
  toml: string,
  compute: Partial<RestateClusterCompute> = {},
  more: Partial<RestateClusterProps> = {},
) {
  return newCluster({
    compute: { image: 'restatedev/restate:1.7', ...compute },
    storage: { size: Size.gibibytes(1) },
    config: RestateConfig.fromToml(toml),
    ...more,
  });
}

describe('keys that are not known', () => {
  test.each([
    'experimental-enable-vqueues = true\nexperimental-enable-protocol-v7 = true',
    '[worker]\nexperimental-anything = 1',
    'process-total-memory-size = "4 GiB"\ndisable-controlled-idempotent-sharding = true',
    '[tls]\ncert-file = "/a"\nkey-file = "/b"\nca-files = ["/c"]',
    '[metadata-client]\ntype = "dynamo-db"\ntable = "t"\nkey-prefix = "p"',
    '[tracing-headers]\nx-team = "a"\n[worker.invoker.additional-request-headers]\nx-team = "a"',
    '[[ingress.kafka-clusters]]\nname = "a"\nbrokers = ["b:9092"]\n"client.id" = "c"',
  ])('there is no warning of %j', (toml) => {
    expect(warningsOf(cluster(toml))).toEqual([]);
  });

  test.each([
    ['experimental_enable_vqueues = true', 'write experimental-enable-vqueues'],
    ['roels = ["worker"]', 'write roles'],
    ['[workr]\ncleanup-interval = "1h"', 'write worker'],
    ['[worker]\ncleanup_interval = "1h"', 'write cleanup-interval'],
    ['foo = 1', 'remove it, unless the server has it'],
    ['rocksdb-max-flushes = 1', 'remove it, unless the server has it'],
  ])('of %j, what is near is suggested, and nothing else', (toml, remedy) => {
    expect(warningsOf(cluster(toml))).toEqual([
      expect.stringMatching(
        new RegExp(`is not known to this version of the library; .*; ${remedy}$`),
      ),
    ]);
  });
});

describe('metadata in an object store', () => {
  const metadata = (url: string, more = '') =>
    `default-replication = 2\n[metadata-client]\ntype = "object-store"\npath = "${url}"\n${more}`;

  test.each(['gs://bucket/metadata', 'bucket/metadata', 's3:///metadata'])(
    'a path that is not in S3 is refused: %s',
    (url) => {
      expect(faultsOf(cluster(metadata(url)))).toEqual([
        expect.stringMatching(
          /config\.metadata-client\.path: ".*" is not in S3, .*; write "s3:\/\/BUCKET\/PREFIX", or/,
        ),
      ]);
    },
  );

  test('the environment overrides the path of the file', () => {
    const name = 'RESTATE_METADATA_CLIENT__PATH';
    const valueFrom = { secretKeyRef: { name: 'a', key: 'b' } };
    const file = metadata('s3://bucket/metadata');
    expect(faultsOf(cluster(file, { env: [{ name, value: 'gs://a/b' }] }))).toEqual([
      expect.stringMatching(/compute\.env\[0\]\.value: "gs:\/\/a\/b" is not in S3/),
    ]);
    expect(faultsOf(cluster(metadata('gs://a/b'), { env: [{ name, valueFrom }] }))).toEqual([]);
  });

  test('another store than that of AWS is warned of', () => {
    const store = { url: 's3://a/b', endpointUrl: 'http://minio.minio:9000', allowHttp: true };
    const config = RestateConfig.objectStore({ metadata: store, snapshots: store });
    expect(warningsOf(cluster('', { replicas: 3 }, { config }))).toEqual([
      expect.stringMatching(
        /config\.metadata-client\.aws-endpoint-url: "http:\/\/minio.*MinIO may corrupt them; .*RestateConfig\.raft\(\{ snapshots \}\)/,
      ),
    ]);
  });

  test.each([
    'https://s3.eu-central-1.amazonaws.com',
    'https://bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com',
    'https://s3.cn-north-1.amazonaws.com.cn',
  ])('an endpoint of AWS is not: %s', (endpoint) => {
    const toml = metadata('s3://a/b', `aws-endpoint-url = "${endpoint}"`);
    expect(warningsOf(cluster(toml, { replicas: 2 }))).toEqual([]);
  });

  test('MinIO may have the snapshots', () => {
    const snapshots = { url: 's3://a/b', endpointUrl: 'http://minio:9000', allowHttp: true };
    const config = RestateConfig.raft({ snapshots });
    const made = cluster('', { replicas: 3 }, { config, autoProvision: true });
    expect(warningsOf(made)).toEqual([]);
  });
});

test.each(['bucket', 'file:///tmp/snapshots', '/snapshots'])(
  'snapshots that no server could store are refused: %s',
  (destination) => {
    const toml = `[worker.snapshots]\ndestination = "${destination}"`;
    expect(faultsOf(cluster(toml))).toEqual([
      expect.stringMatching(/config\.worker\.snapshots\.destination: ".*" is not the URL/),
    ]);
  },
);

test.each(['s3://a/b', 'gs://a/b', 'az://a/b'])('snapshots may be in %s', (destination) => {
  expect(warningsOf(cluster(`[worker.snapshots]\ndestination = "${destination}"`))).toEqual([]);
});

describe('several nodes with Raft metadata', () => {
  const raft = (more = '') => `auto-provision = false\ndefault-replication = 2\n${more}`;
  const provisioned = { autoProvision: true };

  test('without addresses they are warned of', () => {
    expect(warningsOf(cluster(raft(), { replicas: 3 }, provisioned))).toEqual([
      expect.stringMatching(/config\.metadata-client\.addresses: is not set: the 3 nodes/),
    ]);
  });

  test('also by the former name of their role', () => {
    const toml = raft('roles = ["worker", "admin", "log-server", "metadata-store"]');
    expect(warningsOf(cluster(toml, { replicas: 3 }, provisioned))).toHaveLength(1);
  });

  test.each([
    ['the file has the addresses', { replicas: 3 }, '[metadata-client]\naddresses = ["http://a"]'],
    [
      'a variable has them',
      { replicas: 3, env: [{ name: 'RESTATE_METADATA_CLIENT__ADDRESSES', value: '["http://a"]' }] },
      '',
    ],
    ['a start script may set them', { replicas: 3, command: ['/start.sh'] }, ''],
    ['there is one node', { replicas: 1 }, 'default-num-partitions = 2'],
    ['etcd has the metadata', { replicas: 3 }, '[metadata-client]\ntype = "etcd"'],
  ])('there is no warning where %s', (_, compute, more) => {
    const warnings = warningsOf(cluster(raft(more), compute, provisioned));
    expect(warnings.filter((warning) => warning.includes('addresses'))).toEqual([]);
  });
});

describe('a cluster that is not provisioned', () => {
  test('by itself or by anybody is warned of', () => {
    expect(warningsOf(cluster('', { replicas: 3 }, { config: RestateConfig.raft() }))).toEqual([
      expect.stringMatching(/^autoProvision: is not set while auto-provision is false.*; set it/),
    ]);
    const env = [{ name: 'RESTATE_AUTO_PROVISION', value: 'false' }];
    expect(warningsOf(cluster('', { env }))).toHaveLength(1);
  });

  test('is not, if a variable decides that is not known', () => {
    const valueFrom = { configMapKeyRef: { name: 'a', key: 'b' } };
    const env = [{ name: 'RESTATE_AUTO_PROVISION', valueFrom }];
    expect(warningsOf(cluster('auto-provision = false', { env }))).toEqual([]);
  });
});

test.each(['', 'default-replication = 1'])(
  'a replication of 1 for several nodes is warned of, with the command to change it: %j',
  (toml) => {
    const addresses = '\n[metadata-client]\ntype = "etcd"\naddresses = ["http://a"]';
    expect(warningsOf(cluster(toml + addresses, { replicas: 2 }))).toEqual([
      expect.stringMatching(
        /config\.default-replication: .*1: each of the 2 nodes.*restatectl config set --log-replication 2/,
      ),
    ]);
  },
);

test.each(['{ node = 4, zone = 2 }', '"{zone: 2, node: 4}"', '4'])(
  'more replicas than nodes are warned of in each form: %s',
  (replication) => {
    const toml = `default-replication = ${replication}\n[metadata-client]\ntype = "etcd"`;
    expect(warningsOf(cluster(toml, { replicas: 4 }))).toEqual([]);
    expect(warningsOf(cluster(toml, { replicas: 3 }))).toEqual([
      expect.stringMatching(/config\.default-replication: 4 is more than the 3 nodes/),
    ]);
  },
);

test.each([
  ['ingress', '"http-ingress"'],
  ['log-servr', '"log-server"'],
  ['database', 'some of admin, http-ingress, log-server'],
])('a role that no server has is warned of: %s', (role, remedy) => {
  expect(warningsOf(cluster(`roles = ["worker", "${role}"]`))).toEqual([
    expect.stringMatching(
      new RegExp(`config\\.roles\\[1\\]: "${role}" is a role .*write ${remedy}`),
    ),
  ]);
});

test.each([
  [
    '[[ingress.kafka-clusters]]\nname = "a"\nbrokers = ["b:1"]\n"sasl.password" = "p"',
    'config.ingress.kafka-clusters[0].sasl.password',
    'set RESTATE_INGRESS__KAFKA_CLUSTERS in compute.env from a Secret, in TOML, for all of ingress.kafka-clusters',
  ],
  [
    '[tracing-headers]\nauthorization = "Bearer x"',
    'config.tracing-headers.authorization',
    'set RESTATE_TRACING_HEADERS__AUTHORIZATION in compute.env from a Secret',
  ],
  [
    '[worker.invoker.additional-request-headers]\nx-api-key = "k"',
    'config.worker.invoker.additional-request-headers.x-api-key',
    'set RESTATE_WORKER__INVOKER__ADDITIONAL_REQUEST_HEADERS__X_API_KEY in compute.env from a Secret',
  ],
  [
    '[metadata-client]\naws-secret-access-key = "k"',
    'config.metadata-client.aws-secret-access-key',
    'give the pods an identity, or set RESTATE_METADATA_CLIENT__AWS_SECRET_ACCESS_KEY in compute.env from a Secret',
  ],
])('a secret in the configuration is warned of, with the variable for it: %j', (...expected) => {
  const [toml, field, remedy] = expected;
  expect(warningsOf(cluster(toml))).toEqual([
    `${field}: is a secret, and the configuration is a ConfigMap; ${remedy}`,
  ]);
});
