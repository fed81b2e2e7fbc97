/** Every construct that runs or registers services: the app that the other languages are held to. */
import { App, Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  EnvoySidecar,
  KnativeService,
  RestateAdmin,
  RestateCaBundle,
  RestateCloudEnvironment,
  RestateCluster,
  RestateDeletionPolicy,
  RestateDeployment,
  RestateEndpoint,
  RestateGate,
  RestateImagePullPolicy,
  RestateKafkaCluster,
  RestateKafkaSource,
  RestateKnativeDeployment,
  RestateKnativeIngress,
  RestateRegistration,
  RestateRegistrationMetadata,
  RestateRuntime,
  RestateRuntimeAccess,
  RestateRuntimeMode,
  RestateServiceMesh,
  RestateSubscription,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'services', { namespace: 'shop' });
const admin = RestateAdmin.fromCluster(
  RestateCluster.fromClusterName('restate', {
    runtimeAccess: RestateRuntimeAccess.granted({ servicesIn: ['elsewhere'] }),
  }),
);

const runtime = new RestateRuntime(chart, 'runtime', {
  name: 'shop',
  mode: RestateRuntimeMode.jobs({ sweepEvery: Duration.minutes(10) }),
  serviceAccountName: 'restate-runtime',
  knative: true,
  networkPolicy: {
    apiServerCidrs: ['10.0.0.10/32'],
    apiServerPorts: [6443],
    dnsEgress: { port: 5353 },
    egressRules: [{ ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(3128) }] }],
  },
  monitoring: {
    alertLabels: { team: 'shop' },
    runbookUrl: 'https://wiki.example.com/restate',
    dashboard: false,
    drainAge: Duration.days(7),
  },
  labels: { team: 'shop' },
  annotations: { 'example.com/owner': 'shop' },
  image: 'registry.example.com/node:24-alpine',
  imagePullPolicy: RestateImagePullPolicy.IF_NOT_PRESENT,
  imagePullSecrets: ['registry'],
  resources: { limits: { memory: k8s.Quantity.fromString('256Mi') } },
  podLabels: { 'example.com/egress': 'api' },
  podAnnotations: { 'example.com/log': 'json' },
  overrides: { spec: { priorityClassName: 'low', hostUsers: false } },
});

const greeter = new RestateDeployment(chart, 'greeter', {
  name: 'greeter-service',
  labels: { team: 'shop' },
  annotations: { 'example.com/owner': 'shop' },
  admin,
  replicas: 2,
  selector: { matchLabels: { app: 'greeter' } },
  template: {
    metadata: { labels: { app: 'greeter', '10': 'ten', '9': 'nine' } },
    spec: {
      containers: [
        {
          name: 'greeter',
          image: 'registry.example.com/greeter:1.0.0',
          ports: [{ name: 'restate', containerPort: 9000 }],
          resources: { requests: { cpu: k8s.Quantity.fromString('250m') } },
          readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('restate') } },
        },
      ],
      volumes: [{ name: 'scratch', emptyDir: {} }],
    },
  },
  minReady: Duration.seconds(5),
  revisionHistoryLimit: 3,
  gate: RestateGate.hold(),
  servicePath: 'restate',
  useHttp11: true,
  drainDelay: Duration.minutes(10),
  deletionPolicy: RestateDeletionPolicy.drainThenForce(Duration.days(7)),
  paused: true,
  breaking: true,
  registrationMetadata: RestateRegistrationMetadata.of({
    gitRevision: '0a1b2c3',
    more: { team: 'shop', '10': 'ten' },
  }),
  serviceMesh: RestateServiceMesh.linkerd(),
  clusterDns: 'k8s.example.com',
  runtime,
});

// The sidecar takes a template, typed or not, and gives a map.
const envoy = new EnvoySidecar(chart, 'envoy');
new RestateDeployment(chart, 'cart', {
  admin: RestateAdmin.fromService('restate', 'restate-two', {
    port: 443,
    path: '/admin',
    bearerToken: { name: 'restate-admin', key: 'token' },
    headers: { 'x-tenant': { name: 'restate-admin', key: 'tenant' } },
  }),
  rawTemplate: envoy.addToPodTemplate({
    metadata: { labels: { app: 'cart' } },
    spec: {
      hostnameOverride: 'cart',
      containers: [{ name: 'cart', image: 'registry.example.com/cart:2' }],
    },
  }),
  headlessService: true,
  autoscaling: {
    minReplicas: 2,
    maxReplicas: 20,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
      },
    ],
    behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
    overrides: { behavior: { scaleUp: { selectPolicy: 'Max' } } },
  },
});

new RestateRegistration(chart, 'plain', {
  admin: RestateAdmin.fromUrl('https://restate.example.com:9070', {
    ca: RestateCaBundle.fromConfigMap('private-ca', 'ca.crt'),
  }),
  endpoint: RestateEndpoint.fromService('plain', { namespace: 'elsewhere', port: 8080 }),
  revision: 'registry.example.com/plain:1',
  headers: { 'x-tenant': 'shop', 'x-caller': 'restate' },
  secretHeaders: { 'x-api-key': { name: 'plain', key: 'api-key' } },
  deletionPolicy: RestateDeletionPolicy.force(),
});
new RestateRegistration(chart, 'function', {
  admin,
  endpoint: RestateEndpoint.fromLambdaArn(
    'arn:aws:lambda:us-east-1:123456789012:function:service:7',
    { assumeRoleArn: 'arn:aws:iam::123456789012:role/restate' },
  ),
  // What one deployment says of itself can be given to another construct.
  revision: greeter.versionName,
});

const kafka = new RestateKafkaCluster(chart, 'events', {
  admin,
  brokers: ['kafka-1.elsewhere.svc:9092', 'kafka-2.elsewhere.svc:9092'],
  properties: { 'sasl.username': 'restate', 'sasl.mechanism': 'PLAIN' },
  secretProperties: { 'sasl.password': { name: 'kafka', key: 'password' } },
});
new RestateSubscription(chart, 'orders', {
  source: RestateKafkaSource.fromCluster(kafka, 'orders'),
  service: 'Checkout',
  handler: 'order',
  groupId: 'checkout',
  options: { 'auto.offset.reset': 'earliest' },
});
new RestateSubscription(chart, 'payments', {
  source: RestateKafkaSource.fromConfiguration(admin, 'main', 'payments'),
  service: 'Checkout',
  handler: 'paid',
  secretOptions: { 'sasl.password': { name: 'kafka', key: 'password' } },
});

new RestateKnativeDeployment(chart, 'knative', {
  admin,
  tag: 'stable',
  minScale: 1,
  maxScale: 5,
  target: 10,
  rolloutDuration: Duration.minutes(1),
  // Typed parts may stand in a map.
  rawTemplate: {
    spec: {
      timeoutSeconds: 600,
      containers: [
        {
          name: 'knative',
          image: 'registry.example.com/knative:1',
          ports: [{ name: 'h2c', containerPort: 9080 }],
          resources: { limits: { memory: k8s.Quantity.fromString('1Gi') } },
        },
      ],
    },
  },
});
new KnativeService(chart, 'simple', {
  admin,
  ingress: RestateKnativeIngress.kourier(),
  image: 'registry.example.com/simple:1',
  port: 8080,
});

const cloud = new RestateCloudEnvironment(chart, 'cloud', {
  environmentId: 'env_201k0example',
  region: 'eu',
  signingPublicKey: 'publickeyv1_w7YHemBctH5Ck2nQRQ47iBBqhNHy4FV7t2Usbye2A6f',
  bearerToken: { name: 'restate-cloud', key: 'token' },
  tunnel: {
    replicas: 2,
    resources: { requests: { cpu: k8s.Quantity.fromNumber(1) } },
    remoteProxy: true,
  },
});
new RestateDeployment(chart, 'in-cloud', {
  admin: RestateAdmin.fromCloud(cloud),
  externalAutoscaling: { minReplicas: 0, maxReplicas: 4 },
  template: {
    metadata: {
      labels: { app: 'in-cloud' },
      annotations: { 'example.com/address': cloud.tunnelUrl('http://greeter.shop:9080') },
    },
    spec: { containers: [{ name: 'app', image: 'registry.example.com/in-cloud:1' }] },
  },
});

app.synth();
