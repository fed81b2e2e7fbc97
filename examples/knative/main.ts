import { App, Chart, Duration, Size } from 'cdk8s';
import {
  KnativeService,
  RestateAdmin,
  RestateCluster,
  RestateKnativeDeployment,
  RestateKnativeIngress,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'knative', { namespace: 'services' });

const restate = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(16) },
});

const admin = RestateAdmin.fromCluster(restate);
// Calls go by way of Knative's networking layer, for which the cluster's network policies are opened.
const ingress = RestateKnativeIngress.kourier();

// A Knative Service. Each revision is a version of its own, reached by a Route as long as an invocation needs it.
new KnativeService(chart, 'greeter', {
  admin,
  ingress,
  image: 'registry.example/greeter:1.0.0',
  maxScale: 10,
  target: 50,
  drainDelay: Duration.minutes(10),
});

// Every field of a revision's template, such as how long Knative lets a request last.
new KnativeService(chart, 'report', {
  admin,
  ingress,
  minScale: 1,
  rawTemplate: {
    spec: {
      timeoutSeconds: 600,
      containers: [{ image: 'registry.example/report:2.1.0' }],
    },
  },
});

// A deployment as the operator makes it in Knative mode. As long as the tag stays, its version is updated in place.
new RestateKnativeDeployment(chart, 'cart', {
  admin,
  ingress,
  tag: 'v1',
  rolloutDuration: Duration.minutes(2),
  template: {
    spec: {
      containers: [
        {
          name: 'cart',
          image: 'registry.example/cart:2.3.1',
          ports: [{ name: 'h2c', containerPort: 9080 }],
        },
      ],
    },
  },
});

app.synth();
