import { App, Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateDeletionPolicy,
  RestateDeployment,
  RestateGate,
  RestateRuntime,
  RestateRuntimeAccess,
  RestateRuntimeMode,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'services' });

// A cluster that was made elsewhere: by another app, or by the operator. Its network policies let nobody in who registers
// services, unless its own app says `cluster.allowRuntimesFrom('services')`, or this one adds a policy.
const cluster = RestateCluster.fromClusterName('restate', {
  runtimeAccess: RestateRuntimeAccess.byNetworkPolicy(),
});

// Left out, the first deployment makes one, called after the chart. Here it is a pod that watches, so that versions
// are drained within seconds, and its image comes from a registry of one's own.
new RestateRuntime(chart, 'shop', {
  mode: RestateRuntimeMode.deployment(),
  image: 'registry.example/library/node:24-alpine',
  imagePullSecrets: ['registry'],
});

// Other settings have another name: a version that drains keeps those that it has read.
const data = { GREETING: 'hello' };
const settings = new k8s.KubeConfigMap(chart, 'settings', {
  metadata: { name: RestateDeployment.contentName('greeter-settings', data) },
  immutable: true,
  data,
});

const greeter = new RestateDeployment(chart, 'greeter', {
  admin: RestateAdmin.fromCluster(cluster),
  replicas: 2,
  // How long a version stays after the last invocation that needed it, and how many are kept to roll back to.
  drainDelay: Duration.minutes(10),
  revisionHistoryLimit: 3,
  // What happens once this deployment is deleted from the app.
  deletionPolicy: RestateDeletionPolicy.drainThenForce(Duration.days(7)),
  selector: { matchLabels: { app: 'greeter' } },
  template: {
    metadata: { labels: { app: 'greeter' } },
    spec: {
      containers: [
        {
          name: 'greeter',
          image: 'registry.example/greeter:1.0.0',
          envFrom: [{ configMapRef: { name: settings.name } }],
          ports: [{ name: 'restate', containerPort: 9080 }],
        },
      ],
    },
  },
});

// They stay as long as any version that names them, and go with the last one.
greeter.addCompanion(settings);

// A field that is newer than the types: the template as a map.
new RestateDeployment(chart, 'cart', {
  admin: RestateAdmin.fromCluster(cluster),
  // A new version serves once this Job, which gets its URL, is complete; until then the one before does.
  gate: RestateGate.job({
    timeout: Duration.minutes(5),
    rawTemplate: {
      spec: {
        containers: [{ name: 'smoke-test', image: 'registry.example/cart-smoke-test:1.4.0' }],
      },
    },
  }),
  rawTemplate: {
    metadata: { labels: { app: 'cart' } },
    spec: {
      hostnameOverride: 'cart',
      containers: [{ name: 'cart', image: 'registry.example/cart:2.3.1' }],
    },
  },
});

app.synth();
