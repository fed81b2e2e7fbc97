import { ApiObject, App, Chart, Duration, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { MINIMAL, newChart, newCluster, object, objects, podTemplate } from './synth';
import { RestateCluster, RestateConfig, RestateIdentity, RestateSigningKey } from '../../src';

const namespace = (name: string): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const restateContainer = (cluster: RestateCluster) => podTemplate(cluster).spec.containers[0];

test('an existing namespace is used as it is', () => {
  const cluster = newCluster({ createNamespace: false });
  expect(cluster.namespaceObject).toBeUndefined();
  const made = objects(cluster);
  expect(made.map(({ kind }) => kind)).not.toContain('Namespace');
  expect(new Set(made.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['restate']));
});

test('the handles say where the cluster is reached', () => {
  const cluster = newCluster({ name: 'orders', platform: { clusterDns: 'k8s.example' } });
  expect([cluster.name, cluster.namespace]).toEqual(['orders', 'orders']);
  expect(cluster.ingressUrl).toBe('http://restate.orders.svc.k8s.example:8080');
  expect(cluster.adminUrl).toBe('http://restate.orders.svc.k8s.example:9070');
  expect(cluster.statefulSet.name).toBe('restate');
});

test('the default child of a cluster is its StatefulSet', () => {
  expect(ApiObject.of(newCluster({})).kind).toBe('StatefulSet');
});

test('the names of pull Secrets and the grace period reach the pods', () => {
  const cluster = newCluster({
    compute: {
      ...MINIMAL.compute,
      imagePullSecrets: ['registry', 'mirror'],
      terminationGracePeriod: Duration.minutes(2),
    },
  });
  expect(podTemplate(cluster).spec).toMatchObject({
    imagePullSecrets: [{ name: 'registry' }, { name: 'mirror' }],
    terminationGracePeriodSeconds: 120,
  });
});

test('a peer of the node port that is added later is beside the nodes themselves', () => {
  const cluster = newCluster({});
  cluster.allowNodeFrom(namespace('monitoring'));
  const [{ from }] = object(cluster, 'NetworkPolicy', 'allow-metrics-access').spec.ingress;
  expect(from).toHaveLength(2);
  expect(from[1]).toEqual(namespace('monitoring'));
});

test('a cluster that lives elsewhere has the same handles and makes nothing', () => {
  const app = new App();
  const chart = new Chart(app, 'app');
  const cluster = RestateCluster.fromClusterName('orders');
  expect(cluster.name).toBe('orders');
  expect(cluster.ingressUrl).toBe('http://restate.orders.svc.cluster.local:8080');
  expect(cluster.adminUrl).toBe('http://restate.orders.svc.cluster.local:9070');
  cluster.allowAdminFrom(namespace('ci'));
  expect(Testing.synth(chart)).toEqual([]);
  expect(app.node.findAll()).toEqual([app, chart]);
});

describe('an operator that is admitted', () => {
  const operator = { namespace: 'restate-operator', labelName: 'app', labelValue: 'operator' };
  const peer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'restate-operator' } },
    podSelector: { matchLabels: { app: 'operator' } },
  };
  const admin = (cluster: RestateCluster) =>
    object(cluster, 'NetworkPolicy', 'allow-admin-access').spec.ingress[0]?.from;

  test('reaches the admin API', () => {
    expect(admin(newCluster({ platform: { operator } }))).toEqual([peer]);
  });

  test('does not reach it when that is not allowed', () => {
    const security = {
      allowOperatorAccessToAdmin: false,
      networkPeers: { admin: [namespace('ci')] },
    };
    const cluster = newCluster({ platform: { operator }, security });
    expect(admin(cluster)).toEqual([namespace('ci')]);
    const nobody = newCluster({
      platform: { operator },
      security: { allowOperatorAccessToAdmin: false },
    });
    expect(
      JSON.stringify(objects(nobody).filter(({ kind }) => kind === 'NetworkPolicy')),
    ).not.toMatch(/9070.*restate-operator|restate-operator.*9070/);
  });
});

test('no namespace of the chart reaches the namespace object, and none is missing elsewhere', () => {
  const chart = new Chart(newChart(), 'inner', { namespace: 'of-the-chart' });
  const cluster = new RestateCluster(chart, 'restate', MINIMAL);
  for (const { kind, metadata } of objects(cluster)) {
    expect(metadata.namespace).toBe(kind === 'Namespace' ? undefined : 'restate');
  }
});

test('peers and rules that are added later are in the policies, each once', () => {
  const cluster = newCluster({ security: { networkPeers: { admin: [namespace('ci')] } } });
  cluster.allowIngressFrom(namespace('web'), namespace('mobile'));
  cluster.allowAdminFrom(namespace('ops'));
  cluster.allowAdminFrom(namespace('ops'));
  cluster.allowEgressTo({ to: [{ ipBlock: { cidr: '10.1.0.0/16' } }] });
  const policy = (name: string) => object(cluster, 'NetworkPolicy', name).spec;
  expect(policy('allow-ingress-access').ingress[0].from).toEqual([
    namespace('web'),
    namespace('mobile'),
  ]);
  expect(policy('allow-admin-access').ingress[0].from).toEqual([namespace('ci'), namespace('ops')]);
  expect(policy('allow-restate-egress').egress[0]).toEqual({
    to: [{ ipBlock: { cidr: '10.1.0.0/16' } }],
  });
});

test('a port that is open to everybody stays so when a peer is added', () => {
  const cluster = newCluster({ security: { networkPeers: { admin: [], node: [] } } });
  cluster.allowAdminFrom(namespace('ci'));
  const { ingress } = object(cluster, 'NetworkPolicy', 'allow-admin-access').spec;
  expect(ingress).toEqual([{ ports: [{ port: 9070, protocol: 'TCP' }] }]);
  expect(
    object(cluster, 'NetworkPolicy', 'allow-metrics-access').spec.ingress[0].from,
  ).toBeUndefined();
});

test('typed pod parts keep quantities, Kubernetes spelling and the user’s own keys', () => {
  const cluster = newCluster({
    compute: {
      ...MINIMAL.compute,
      resources: { requests: { cpu: k8s.Quantity.fromString('500m') } },
      nodeSelector: { hostIpc: 'a-label' },
      extraVolumes: [{ name: 'info', downwardApi: { items: [] } }],
    },
  });
  const { spec } = podTemplate(cluster);
  expect(spec.containers[0].resources).toEqual({ requests: { cpu: '500m' } });
  expect(spec.nodeSelector).toEqual({ hostIpc: 'a-label' });
  expect(spec.volumes).toContainEqual({ name: 'info', downwardAPI: { items: [] } });
});

test('overrides reach fields that the types do not know, and keep the rest of the pod', () => {
  const cluster = newCluster({
    compute: {
      ...MINIMAL.compute,
      overrides: {
        metadata: { labels: { tier: 'backend' } },
        spec: {
          hostnameOverride: 'newer-than-the-types',
          terminationGracePeriodSeconds: null,
          containers: [{ name: 'restate', resizePolicy: [{ resourceName: 'cpu' }] }],
        },
      },
    },
  });
  const { metadata, spec } = podTemplate(cluster);
  expect(metadata.labels).toMatchObject({ tier: 'backend', 'app.kubernetes.io/name': 'restate' });
  expect(spec.hostnameOverride).toBe('newer-than-the-types');
  expect(spec.terminationGracePeriodSeconds).toBeUndefined();
  expect(spec.containers).toHaveLength(1);
  expect(spec.containers[0]).toMatchObject({
    image: 'restatedev/restate:1.5',
    resizePolicy: [{ resourceName: 'cpu' }],
  });
});

test('a configuration in TOML reaches the server byte for byte', () => {
  const text = '# kept\r\nauto-provision   =  true\n[admin]\nbind-address = "0.0.0.0:9070" # é\n';
  const cluster = newCluster({ config: RestateConfig.fromToml(text) });
  const config = objects(cluster).find(({ kind }) => kind === 'ConfigMap');
  expect(config.data['config.toml']).toBe(text);
  expect(podTemplate(cluster).spec.volumes).toContainEqual({
    name: 'config',
    configMap: { name: config.metadata.name },
  });
});

test('a configuration is the same text whatever the order of its keys', () => {
  const one = newCluster({
    config: RestateConfig.fromObject({
      worker: { 'num-timers-in-memory-limit': 1 },
      roles: ['admin'],
    }),
  });
  const other = newCluster({
    config: RestateConfig.fromObject({
      roles: ['admin'],
      worker: { 'num-timers-in-memory-limit': 1 },
    }),
  });
  const name = (cluster: RestateCluster) =>
    objects(cluster).find(({ kind }) => kind === 'ConfigMap').metadata.name;
  expect(name(one)).toBe(name(other));
});

test('numbers of 64 bits in a configuration are no fault', () => {
  const cluster = newCluster({
    config: RestateConfig.fromToml('rocksdb-total-memory-size = 9223372036854775807'),
  });
  const { data } = objects(cluster).find(({ kind }) => kind === 'ConfigMap');
  expect(Object.values(data).join()).toContain('rocksdb-total-memory-size = 9223372036854775807');
});

test('a signing key of a CSI provider is mounted by a class of its own', () => {
  const cluster = newCluster({
    security: {
      requestSigningPrivateKey: RestateSigningKey.fromSecretProvider('keys/private.pem', {
        provider: 'aws',
        parameters: { objects: 'a' },
      }),
    },
  });
  expect(object(cluster, 'SecretProviderClass', 'request-signing-key-v1').spec).toEqual({
    provider: 'aws',
    parameters: { objects: 'a' },
  });
  expect(restateContainer(cluster).env).toContainEqual({
    name: 'RESTATE_REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE',
    value: '/signing-key/keys/private.pem',
  });
});

test('a service account of Google Cloud is bound, proven, and rolls the pods when it changes', () => {
  const email = 'restate@my-project.iam.gserviceaccount.com';
  const cluster = newCluster({ security: { identity: RestateIdentity.gcpServiceAccount(email) } });
  const member = object(cluster, 'IAMPolicyMember', 'restate-workload-identity');
  expect(member.spec.member).toBe('serviceAccount:my-project.svc.id.goog[restate/restate]');
  expect(member.spec.resourceRef.external).toBe(`projects/my-project/serviceAccounts/${email}`);
  expect(object(cluster, 'ServiceAccount', 'restate').metadata.annotations).toEqual({
    'iam.gke.io/gcp-service-account': email,
  });
  expect(podTemplate(cluster).metadata.annotations).toEqual({
    'restate.dev/gcp-service-account': email,
  });
  expect(objects(cluster).map(({ metadata }) => metadata.name)).toContainEqual(
    expect.stringMatching(/^restate-wi-canary-[0-9a-f]{8}$/),
  );
});

test('a canary Job gets another name with another spec, since it can’t be changed in place', () => {
  const name = (canaryImage: string) => {
    const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a', {
      eksClusterName: 'eks',
    });
    const cluster = newCluster({ security: { identity }, platform: { canaryImage } });
    return objects(cluster).find(({ kind }) => kind === 'Job').metadata.name;
  };
  expect(name('alpine:3.21')).toBe(name('alpine:3.21'));
  expect(name('alpine:3.21')).not.toBe(name('alpine:3.22'));
});

test('a quantity that is given as a number is text, as Kubernetes stores it', () => {
  const cluster = newCluster({
    compute: {
      ...MINIMAL.compute,
      resources: { limits: { cpu: k8s.Quantity.fromNumber(2) } },
      extraVolumes: [
        { name: 'scratch', emptyDir: { sizeLimit: k8s.Quantity.fromNumber(1_000_000) } },
      ],
    },
  });
  expect(restateContainer(cluster).resources).toEqual({ limits: { cpu: '2' } });
  expect(podTemplate(cluster).spec.volumes).toContainEqual({
    name: 'scratch',
    emptyDir: { sizeLimit: '1000000' },
  });
});

test('the pods of a cluster with an identity of Google Cloud reach its metadata server, and others do not', () => {
  const egress = (identity?: RestateIdentity) =>
    objects(newCluster({ security: { identity } }))
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && /gcp/.test(metadata.name))
      .flatMap(({ spec }) => spec.egress)
      .map(({ to: [{ ipBlock }], ports: [{ port }] }) => `${ipBlock.cidr}:${port}`);
  expect(egress(RestateIdentity.gcpServiceAccount('a@b.iam.gserviceaccount.com'))).toEqual([
    '169.254.169.254/32:80',
    '169.254.169.252/32:988',
  ]);
  expect(egress()).toEqual([]);
});
