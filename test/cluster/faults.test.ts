import { Duration, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { MINIMAL, newCluster } from './synth';
import { RestateConfig, RestateIdentity, RestateSigningKey } from '../../src';
import type { RestateClusterProps } from '../../src';
import { faultsOf } from '../core/faults-of';

const compute = (more: object): Partial<RestateClusterProps> => ({
  compute: { ...MINIMAL.compute, ...more },
});

test('all faults of a cluster are reported together, each with path, field, value and remedy', () => {
  const cluster = newCluster({
    name: 'Not_A_Label',
    ...compute({ replicas: -1, env: [{ name: 'POD_NAME', value: 'mine' }] }),
    storage: { size: Size.gibibytes(0) },
    config: RestateConfig.fromToml('auto-provision = = false'),
  });
  const faults = faultsOf(cluster);
  expect(faults).toContainEqual(
    expect.stringMatching(
      /^\[app\/restate\] name: "Not_A_Label" is not a DNS label; write at most 63/,
    ),
  );
  expect(faults).toContainEqual(
    '[app/restate] compute.replicas: must be an integer greater than or equal to 0, got -1; write 0 or more',
  );
  expect(faults).toContainEqual(
    expect.stringMatching(
      /compute\.env\[0\]\.name: "POD_NAME" is a reserved name; choose a name other than/,
    ),
  );
  expect(faults).toContainEqual(
    expect.stringMatching(/storage\.size: 0 bytes is not the size of a volume/),
  );
  expect(faults).toContainEqual(
    expect.stringMatching(/config: invalid TOML: .*; fix the TOML at line 1/),
  );
});

const egress = (port: k8s.NetworkPolicyPort): Partial<RestateClusterProps> => ({
  security: { networkEgressRules: [{ ports: [port] }] },
});

const OPERATOR = { namespace: 'ops', labelName: 'app', labelValue: 'restate-operator' };

/** So many that no list of them could be made. */
const MANY = 2 ** 31 - 1;

const REFUSED: Array<[string, Partial<RestateClusterProps>, RegExp]> = [
  [
    'an image that is empty',
    compute({ image: ' ' }),
    /compute\.image: must be an image reference, got " "/,
  ],
  [
    'a replica count that is no number',
    compute({ replicas: 1.5 }),
    /compute\.replicas: must be an integer .*, got 1\.5/,
  ],
  [
    'more nodes than a Role can name',
    { ...compute({ replicas: MANY }), autoProvision: true, config: RestateConfig.raft() },
    new RegExp(`compute\\.replicas: ${MANY} nodes are more than .*; write at most 1000$`),
  ],
  [
    'the namespace of Kubernetes itself',
    { name: 'kube-system' },
    /name: "kube-system" is a namespace of Kubernetes itself, .*; choose another name$/,
  ],
  [
    'a grace period with fractions of a second',
    compute({ terminationGracePeriod: Duration.millis(1500) }),
    /compute\.terminationGracePeriod: .*1\.5.*; write whole seconds/,
  ],
  [
    'a pull Secret whose name is none',
    compute({ imagePullSecrets: ['registry', 'My Registry'] }),
    /compute\.imagePullSecrets\[1\]: "My Registry" is not a DNS subdomain/,
  ],
  [
    'a pull policy that Kubernetes does not know',
    compute({ imagePullPolicy: 'Sometimes' }),
    /compute\.imagePullPolicy: .*"Sometimes".*IfNotPresent/,
  ],
  [
    'several nodes with Raft metadata that provision themselves',
    compute({ replicas: 3 }),
    /config\.auto-provision: 3 nodes with Raft metadata/,
  ],
  [
    'a spread with a slip',
    compute({
      topologySpreadConstraints: [
        { whenUnsatisfiable: 'DoNotScheduel', labelSelector: { matchLabels: {} } },
      ],
    }),
    /compute\.topologySpreadConstraints\[0\]\.whenUnsatisfiable: .*did you mean "DoNotSchedule"\?/,
  ],
  [
    'no partitions',
    { config: RestateConfig.singleNode({ partitions: 0 }) },
    /config\.default-num-partitions: 0 is out of range/,
  ],
  [
    'a store without a scheme',
    { config: RestateConfig.fromObject({ worker: { snapshots: { destination: 'bucket/a' } } }) },
    /config\.worker\.snapshots\.destination: "bucket\/a" is not the URL of an object store/,
  ],
  [
    'a role that is no ARN',
    { security: { identity: RestateIdentity.awsServiceAccountRole('my-role') } },
    /security\.serviceAccountAnnotations\[eks.*\]: "my-role" is not the ARN of a role/,
  ],
  [
    'a field of a pod among the overrides of its template',
    compute({ overrides: { hostUsers: false } }),
    /compute\.overrides\.hostUsers: unknown field/,
  ],
  [
    'a label that Kubernetes refuses',
    compute({ labels: { team: 'a b' } }),
    /compute\.labels\["team"\]: "a b" is not a label value/,
  ],
  [
    'a quantity that is none',
    compute({ resources: { requests: { memory: '4 GB' } } }),
    /compute\.resources\.requests\.memory: "4 GB" is not a quantity/,
  ],
  [
    'an environment variable given twice',
    compute({ env: [{ name: 'A' }, { name: 'A' }] }),
    /compute\.env\[1\]\.name: duplicate environment variable "A", also set by compute\.env\[0\]/,
  ],
  [
    'a volume with the name of one of ours',
    compute({ extraVolumes: [{ name: 'tmp', emptyDir: {} }] }),
    /compute\.extraVolumes\[0\]\.name: duplicate volume name "tmp"/,
  ],
  [
    'a mount over one of ours',
    compute({
      extraVolumes: [{ name: 'scratch', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'scratch', mountPath: '/restate-data' }],
    }),
    /compute\.extraVolumeMounts\[0\]\.mountPath: duplicate mount path "\/restate-data"/,
  ],
  [
    'a mount of a volume that is not there',
    compute({ extraVolumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] }),
    /compute\.extraVolumeMounts\[0\]\.name: no volume named "scratch"/,
  ],
  [
    'a sidecar called as the Restate container',
    compute({ sidecars: [{ name: 'restate', image: 'a:1' }] }),
    /compute\.sidecars\[0\]\.name: duplicate container name "restate"/,
  ],
  [
    'a port that is none',
    compute({ sidecars: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 70000 }] }] }),
    /compute\.sidecars\[0\]\.ports\[0\]\.containerPort: 70000 is not a port/,
  ],
  [
    'a port of a name that is none',
    compute({
      sidecars: [{ name: 'a', image: 'a:1', ports: [{ name: 'Http', containerPort: 80 }] }],
    }),
    /compute\.sidecars\[0\]\.ports\[0\]\.name: "Http" is not a port name/,
  ],
  ...['', ' ', 'Alpine', 'alpine:', 'my image', 'alpine:3.21 '].map(
    (canaryImage): [string, Partial<RestateClusterProps>, RegExp] => [
      `the image ${JSON.stringify(canaryImage)}`,
      { platform: { canaryImage } },
      /platform\.canaryImage: ".*" is not an image/,
    ],
  ),
  [
    'an operator in a namespace that is none',
    { platform: { operator: { ...OPERATOR, namespace: 'My Ops' } } },
    /platform\.operator\.namespace: "My Ops" is not a DNS label/,
  ],
  [
    'an operator without a label',
    { platform: { operator: { ...OPERATOR, labelName: '' } } },
    /platform\.operator\.labelName: the key "" is not a qualified name/,
  ],
  [
    "an operator's label that has no value",
    { platform: { operator: { ...OPERATOR, labelValue: '' } } },
    /platform\.operator\.labelValue: must not be empty/,
  ],
  [
    "a value that an operator's label can't have",
    { platform: { operator: { ...OPERATOR, labelValue: 'a b' } } },
    /platform\.operator\.labelValue: "a b" is not a label value/,
  ],
  [
    'a peer that is both addresses and pods',
    {
      security: { networkPeers: { admin: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] } },
    },
    /security\.networkPeers\.admin\[0\]: has both an ipBlock and a selector/,
  ],
  [
    'an exception that is no range of addresses',
    {
      security: {
        networkPeers: { ingress: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0'] } }] },
      },
    },
    /security\.networkPeers\.ingress\[0\]\.ipBlock\.except\[0\]: "10\.1\.0\.0" is not a CIDR/,
  ],
  [
    'a port that a rule of egress names and no machine has',
    egress({ port: k8s.IntOrString.fromNumber(70000) }),
    /security\.networkEgressRules\[0\]\.ports\[0\]\.port: 70000 is not a port/,
  ],
  [
    'a number in quotes, which is the name of no port',
    egress({ port: k8s.IntOrString.fromString('443') }),
    /ports\[0\]\.port: "443" is not a port name/,
  ],
  [
    'a range of ports that ends before it begins',
    egress({ port: k8s.IntOrString.fromNumber(9000), endPort: 8000 }),
    /ports\[0\]\.endPort: 8000 is less than port, 9000/,
  ],
  [
    'a range of ports that begins nowhere',
    egress({ endPort: 8000 }),
    /ports\[0\]\.endPort: 8000 needs a numeric port, got null/,
  ],
  [
    'a protocol without ports',
    egress({ port: k8s.IntOrString.fromNumber(1), protocol: 'HTTP' }),
    /ports\[0\]\.protocol: unsupported value "HTTP"/,
  ],
  [
    'a service account of Google Cloud without a project',
    { security: { identity: RestateIdentity.gcpServiceAccount('not-an-email') } },
    /gcp-service-account\]: "not-an-email" does not contain a project/,
  ],
  [
    'a signing key without a Secret',
    { security: { requestSigningPrivateKey: RestateSigningKey.fromSecret('', 'key') } },
    /requestSigningPrivateKey\.secret\.secretName: "" is not a DNS subdomain/,
  ],
  [
    'a variable that the signing key sets',
    {
      ...compute({ env: [{ name: 'RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE', value: '/k' }] }),
      security: { requestSigningPrivateKey: RestateSigningKey.fromSecret('a', 'b') },
    },
    /compute\.env\[0\]\.name: "RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE" is a reserved name/,
  ],
  [
    'provisioning of a cluster that provisions itself',
    { autoProvision: true },
    /config\.auto-provision: is not set \(the server then provisions itself\) while autoProvision/,
  ],
  [
    'provisioning against the environment, which wins over the file',
    {
      autoProvision: true,
      ...compute({ env: [{ name: 'RESTATE_AUTO_PROVISION', value: 'true' }] }),
      config: RestateConfig.fromToml('auto-provision = false'),
    },
    /compute\.env: RESTATE_AUTO_PROVISION is "true" while autoProvision is set/,
  ],
];

test.each(REFUSED)('synth refuses %s', (_, props, expected) => {
  const faults = faultsOf(newCluster(props));
  expect(faults).toEqual([expect.stringMatching(expected)]);
});

const WARNED: Array<[string, Partial<RestateClusterProps>, RegExp]> = [
  [
    'a replication factor above the number of nodes',
    { config: RestateConfig.fromToml('default-replication = 3') },
    /config\.default-replication: 3 is more than the 1 node of the cluster/,
  ],
  [
    'a key that the library does not know',
    { config: RestateConfig.fromToml('[worker]\nsnapshot = { destination = "s3://a" }') },
    /config\.worker\.snapshot: is not known to this version of the library; .*; write snapshots$/m,
  ],
  [
    'several nodes with Raft metadata that nobody provisions',
    { ...compute({ replicas: 3 }), config: RestateConfig.raft() },
    /autoProvision: is not set while auto-provision is false in config/,
  ],
  [
    'a secret in the environment',
    compute({ env: [{ name: 'RESTATE_WORKER__SNAPSHOTS__AWS_SECRET_ACCESS_KEY', value: 'x' }] }),
    /compute\.env\[0\]\.value: is a secret, and everybody .*; write valueFrom: \{ secretKeyRef: /,
  ],
  [
    'a slip in a key of the configuration',
    { config: RestateConfig.fromToml('rolse = ["worker"]') },
    /config\.rolse: is not known to this version of the library; .*; write roles$/m,
  ],
  [
    'a store without TLS that is not allowed',
    {
      ...compute({ replicas: 3 }),
      config: RestateConfig.objectStore({
        metadata: { url: 's3://a/b' },
        snapshots: { url: 's3://a/c', endpointUrl: 'http://minio.minio:9000' },
      }),
      security: { networkEgressRules: [{}] },
    },
    /config\.worker\.snapshots\.aws-endpoint-url: .* is refused by the server without aws-allow-http/,
  ],
  [
    'a spread that counts other pods',
    compute({
      topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: 'restate' } } }],
    }),
    /compute\.topologySpreadConstraints\[0\]\.labelSelector: .* does not select these pods/,
  ],
  [
    'peers without network policies',
    { security: { disableNetworkPolicies: true, networkPeers: { admin: [] } } },
    /security\.networkPeers\.admin: has no effect/,
  ],
  [
    'an unknown field in an override',
    compute({ overrides: { spec: { hostUser: false } } }),
    /compute\.overrides\.spec\.hostUser: unknown field \(value false\); write hostUsers/,
  ],
  [
    'a secret in the configuration',
    {
      config: RestateConfig.fromObject({ worker: { snapshots: { 'aws-secret-access-key': 'x' } } }),
    },
    /config\.worker\.snapshots\.aws-secret-access-key: is a secret/,
  ],
  [
    'a Pod Identity role without a cluster',
    { security: { identity: RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a') } },
    /security\.identity: the role "arn:aws:iam::1:role\/a" is not associated/,
  ],
  [
    'waiting for a role that nothing proves',
    {
      security: {
        identity: RestateIdentity.awsServiceAccountRole('arn:aws:iam::1:role/a'),
        waitForCredentials: true,
      },
    },
    /security\.waitForCredentials: true has no effect/,
  ],
];

test('what is allowed after a cluster was made is checked as well', () => {
  const cluster = newCluster({});
  cluster.allowEgressTo(
    { ports: [{ port: k8s.IntOrString.fromString('https') }] },
    {
      to: [{ ipBlock: { cidr: '10.0.0.0/33' } }],
      ports: [{ port: k8s.IntOrString.fromNumber(0) }],
    },
  );
  cluster.allowNodeFrom({ ipBlock: { cidr: 'fd00::/8', except: ['fd00::/129'] } });
  expect(faultsOf(cluster).map((fault) => fault.split(': ')[0])).toEqual([
    '[app/restate] allowed egress rules[1].to[0].ipBlock.cidr',
    '[app/restate] allowed egress rules[1].ports[0].port',
    '[app/restate] allowed node peers[0].ipBlock.except[0]',
  ]);
});

test('waiting for credentials that a pod can check gives no warning', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (const identity of [
    RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a', { eksClusterName: 'eks' }),
    RestateIdentity.gcpServiceAccount('a@project.iam.gserviceaccount.com'),
  ]) {
    faultsOf(newCluster({ security: { identity, waitForCredentials: true } }));
  }
  expect(stderr.mock.calls).toEqual([]);
  const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a');
  faultsOf(newCluster({ security: { identity, waitForCredentials: true } }));
  expect(stderr.mock.calls.map(([text]) => / security\.(\w+): /.exec(String(text))?.[1])).toEqual([
    'waitForCredentials',
    'identity',
  ]);
  stderr.mockRestore();
});

test('every form of an image is taken', () => {
  for (const canaryImage of [
    'alpine',
    'docker.io/library/alpine:3.21',
    'localhost:5000/my__tools/a-b.c:v1_2@sha256:0123abcdef',
    'registry.example/busybox@sha256:0123',
  ]) {
    expect(faultsOf(newCluster({ platform: { canaryImage } }))).toEqual([]);
  }
});

test.each(WARNED)('synth warns once of %s, and goes on', (_, props, expected) => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const cluster = newCluster(props);
  expect(faultsOf(cluster)).toEqual([]);
  expect(faultsOf(cluster)).toEqual([]);
  const lines = stderr.mock.calls.map(([text]) => text);
  stderr.mockRestore();
  expect(lines).toEqual([expect.stringMatching(/^Warning: \[app\/restate\] /)]);
  expect(lines[0]).toMatch(expected);
});

test('the configurations of the documents give no warning', () => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const three = compute({ replicas: 3 });
  const bucket = { url: 's3://some-bucket/a' };
  faultsOf(newCluster({ config: RestateConfig.singleNode() }));
  faultsOf(newCluster({ ...three, config: RestateConfig.raft(), autoProvision: true }));
  faultsOf(
    newCluster({
      ...three,
      config: RestateConfig.objectStore({ metadata: bucket, snapshots: bucket }),
    }),
  );
  expect(stderr.mock.calls).toEqual([]);
  stderr.mockRestore();
});

test('keys that JavaScript owns reach the manifests, or are faults of their map', () => {
  const labels = { toString: 'a' };
  expect(newCluster({ labels }).statefulSet.toJson().metadata.labels.toString).toBe('a');
  const annotations = JSON.parse('{"constructor": "x"}');
  expect(
    faultsOf(newCluster({ annotations, security: { serviceAnnotations: annotations } })),
  ).toEqual(
    ['annotations', 'security.serviceAnnotations'].map(
      (field) =>
        `[app/restate] ${field}: the key "constructor" cannot be written to a manifest; choose another key`,
    ),
  );
});
