import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';
import {
  EnvoyForwardProxy,
  EnvoySidecar,
  RestateAdmin,
  RestateCluster,
  RestateDeployment,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'envoy-sidecar', { namespace: 'services' });

const restate = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(16) },
});

// Restate keeps one connection to a service, and a connection ends at one pod. The proxy beside it has one to each.
new EnvoySidecar(chart, 'envoy', {
  cluster: restate,
  keepaliveInterval: Duration.seconds(30),
  noProxy: ['legacy.services.svc.cluster.local'],
});

new RestateDeployment(chart, 'greeter', {
  admin: RestateAdmin.fromCluster(restate),
  replicas: 3,
  // The proxy sees all pods behind a name only if their Service has no address of its own.
  headlessService: true,
  template: {
    metadata: { labels: { app: 'greeter' } },
    spec: {
      containers: [
        {
          name: 'greeter',
          image: 'registry.example/greeter:1.0.0',
          ports: [{ name: 'restate', containerPort: 9080 }],
        },
      ],
    },
  },
});

// For a Restate that is no RestateCluster: the sidecar is added to its pod template.
const sidecar = new EnvoySidecar(chart, 'single-node-envoy', {
  forwardProxy: EnvoyForwardProxy.dnsCache({ refreshRate: Duration.seconds(5) }),
});
const labels = { app: 'single-node' };
new ApiObject(chart, 'single-node', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'single-node' },
  spec: {
    selector: { matchLabels: labels },
    template: sidecar.addToPodTemplate({
      metadata: { labels },
      spec: { containers: [{ name: 'restate', image: 'restatedev/restate:1.5' }] },
    }),
  },
});

app.synth();
