/** Every prop of RestateCluster: the app that the other languages are held to. */
import { App, Chart, Duration, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  EnvoyForwardProxy,
  EnvoySidecar,
  RestateCluster,
  RestateConfig,
  RestateDnsPolicy,
  RestateIdentity,
  RestateImagePullPolicy,
  RestateIpFamily,
  RestatePublicEgress,
  RestateServiceMesh,
  RestateServiceType,
  RestateSigningKey,
} from 'cdk8s-restate';

const namespace = (name: string): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const app = new App();
const chart = new Chart(app, 'clusters');

const production = new RestateCluster(chart, 'production', {
  name: 'restate-production',
  labels: { team: 'payments', 'example.com/tier': 'critical' },
  annotations: { 'example.com/owner': 'payments@example.com' },
  clusterName: 'payments',
  autoProvision: true,
  compute: {
    replicas: 3,
    image: 'registry.example.com/restate:1.5',
    imagePullPolicy: RestateImagePullPolicy.ALWAYS,
    imagePullSecrets: ['registry'],
    command: ['/usr/local/bin/restate-server'],
    args: ['--wait'],
    env: [
      { name: 'RUST_LOG', value: 'info' },
      {
        name: 'RESTATE_WORKER__SNAPSHOTS__AWS_SECRET_ACCESS_KEY',
        valueFrom: { secretKeyRef: { name: 'bucket', key: 'secret' } },
      },
    ],
    resources: {
      requests: { cpu: k8s.Quantity.fromString('500m'), memory: k8s.Quantity.fromString('4Gi') },
      limits: { cpu: k8s.Quantity.fromNumber(2), memory: k8s.Quantity.fromString('4Gi') },
    },
    labels: { 'example.com/pod': 'node' },
    annotations: { 'prometheus.io/scrape': 'true' },
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'restate-production' } },
          },
        ],
      },
    },
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'restate', effect: 'NoSchedule' }],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: {
          matchExpressions: [
            {
              key: 'app.kubernetes.io/instance',
              operator: 'In',
              values: ['restate-production'],
            },
          ],
        },
      },
    ],
    priorityClassName: 'stateful',
    dnsPolicy: RestateDnsPolicy.NONE,
    dnsConfig: { nameservers: ['10.0.0.10'], options: [{ name: 'ndots', value: '2' }] },
    lifecycle: {
      preStop: { httpGet: { path: '/stop', port: k8s.IntOrString.fromString('admin') } },
    },
    terminationGracePeriod: Duration.seconds(90),
    sidecars: [
      {
        name: 'exporter',
        image: 'registry.example.com/exporter:2',
        ports: [{ name: 'exporter', containerPort: 9100 }],
        readinessProbe: { httpGet: { path: '/ready', port: k8s.IntOrString.fromNumber(9100) } },
        volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
      },
    ],
    extraVolumes: [
      { name: 'scratch', emptyDir: { sizeLimit: k8s.Quantity.fromString('1Gi') } },
      { name: 'extras', configMap: { name: 'extras', optional: true } },
    ],
    extraVolumeMounts: [{ name: 'extras', mountPath: '/extras', readOnly: true }],
    overrides: {
      spec: {
        hostUsers: false,
        // A field that is newer than the typed structs, and a typed struct inside a map.
        securityContext: { supplementalGroupsPolicy: 'Strict' },
        containers: [
          {
            name: 'restate',
            startupProbe: { tcpSocket: { port: 8080 } },
            // Removes a generated field: null would not arrive from other languages.
            readinessProbe: { $patch: 'delete' },
          },
        ],
      },
    },
  },
  storage: {
    size: Size.gibibytes(64),
    storageClassName: 'fast',
    volumeAttributesClassName: 'gold',
  },
  monitoring: {
    scrapers: [namespace('monitoring')],
    labels: { release: 'prometheus' },
    scrapeEvery: Duration.seconds(30),
    snapshotAge: Duration.hours(6),
    freeDiskPercent: 20,
  },
  config: RestateConfig.fromObject({
    roles: ['worker', 'admin', 'log-server', 'metadata-server', 'http-ingress'],
    'auto-provision': false,
    'default-num-partitions': 24,
    'default-replication': 2,
    'metadata-server': { type: 'replicated' },
    'metadata-client': { addresses: ['http://restate-cluster:5122/'] },
    bifrost: { 'default-provider': 'replicated' },
    'rocksdb-total-memtables-ratio': 0.5,
    admin: { 'query-engine': { 'memory-size': '1GB' } },
  }),
  security: {
    networkPeers: {
      ingress: [],
      admin: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
      node: [namespace('monitoring')],
    },
    networkEgressRules: [
      {
        to: [namespace('minio')],
        ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(9000) }],
      },
    ],
    serviceAnnotations: { 'example.com/dns': 'restate' },
    serviceAccountAnnotations: { 'example.com/account': 'restate' },
    identity: RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/restate'),
    awsPodSecurityGroups: ['sg-0123456789abcdef0'],
    requestSigningPrivateKey: RestateSigningKey.fromSecret('signing-key', 'private.pem'),
    trustedCaCerts: [{ secretName: 'internal-ca', key: 'ca.pem' }],
  },
  platform: {
    clusterDns: 'k8s.example.com',
    eksClusterName: 'payments-eks',
    canaryImage: 'registry.example.com/alpine:3.21',
    operator: {
      namespace: 'restate-operator',
      labelName: 'app',
      labelValue: 'restate-operator',
    },
  },
  serviceMesh: RestateServiceMesh.istio({ revision: 'stable' }),
});
production.allowAdminFrom(namespace('ci'), namespace('ops'));
production.allowIngressFrom({ podSelector: { matchLabels: { role: 'gateway' } } });
production.allowNodeFrom(namespace('prometheus'));
production.allowEgressTo({ to: [namespace('kafka')], ports: [{ protocol: 'TCP' }] });
new EnvoySidecar(chart, 'envoy', {
  cluster: production,
  forwardProxy: EnvoyForwardProxy.dnsCache(),
  adminPort: 9901,
});

// The alternatives of what the cluster above has one of.
const raft = new RestateCluster(chart, 'raft', {
  autoProvision: true,
  compute: { replicas: 3, image: 'restatedev/restate:1.5' },
  storage: { size: Size.mebibytes(512) },
  config: RestateConfig.raft({
    partitions: 12,
    snapshots: { url: 's3://some-bucket/raft', intervalRecords: 500 },
    overrides: { 'log-filter': 'warn' },
  }),
  security: {
    publicEgress: RestatePublicEgress.to(['192.0.2.0/24'], { ports: [443] }),
    identity: RestateIdentity.gcpServiceAccount('restate@some-project.iam.gserviceaccount.com'),
    requestSigningPrivateKey: RestateSigningKey.fromSecretProvider('key.pem', {
      provider: 'aws',
      parameters: { objects: 'restate/key' },
    }),
  },
});
new RestateCluster(chart, 'store', {
  compute: { replicas: 3, image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(1) },
  config: RestateConfig.objectStore({
    metadata: { url: 's3://some-bucket/metadata', region: 'eu-central-1' },
    snapshots: {
      url: 's3://some-bucket/snapshots',
      endpointUrl: 'http://minio.minio:9000',
      allowHttp: true,
    },
  }),
  security: {
    disableNetworkPolicies: true,
    identity: RestateIdentity.awsServiceAccountRole('arn:aws:iam::111122223333:role/bucket'),
  },
});
const single = new RestateCluster(chart, 'single', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(1) },
  config: RestateConfig.singleNode(),
  security: {
    ipFamilies: [RestateIpFamily.IPV4, RestateIpFamily.IPV6],
    dnsEgress: { peers: [{ ipBlock: { cidr: 'fd00:10:53::10/128' } }], port: 5353 },
    publicEgress: RestatePublicEgress.all({
      except: ['198.51.100.0/24'],
      exceptProviderAddresses: true,
      ports: [443, 9092],
    }),
    serviceEgress: { cidrs: ['10.100.0.0/16'], ports: [9080, 8080] },
  },
  // What one cluster says of itself can be given to another.
  annotations: { 'example.com/upstream': raft.ingressUrl },
});
single.allowRuntimesFrom('shop', 'payments');
single.allowServicesIn('shop');
new RestateCluster(chart, 'toml', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(1) },
  config: RestateConfig.fromToml('default-num-partitions = 8\n'),
  security: { publicEgress: RestatePublicEgress.none() },
  annotations: {
    'example.com/upstream': RestateCluster.fromClusterName('elsewhere').adminUrl,
  },
  service: {
    type: RestateServiceType.CLUSTER_IP,
    extraPorts: [{ name: 'proxy', port: 8443, targetPort: k8s.IntOrString.fromNumber(8444) }],
    overrides: { ports: [{ name: 'ingress', port: 80 }] },
  },
});

app.synth();
