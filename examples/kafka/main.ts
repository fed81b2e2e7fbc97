import { ApiObject, App, Chart, Size } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateDeployment,
  RestateKafkaCluster,
  RestateKafkaSource,
  RestateSubscription,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'kafka');

// Kafka clusters are registered with the admin API from Restate 1.7 on.
const cluster = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.7' },
  storage: { size: Size.gibibytes(2) },
});
const admin = RestateAdmin.fromCluster(cluster);

const namespace = 'services';
new ApiObject(chart, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace },
});
new RestateDeployment(chart, 'checkout', {
  namespace,
  admin,
  template: {
    metadata: { labels: { app: 'checkout' } },
    spec: {
      containers: [
        {
          name: 'checkout',
          image: 'path.to/yourrepo:yourtag',
          ports: [{ name: 'restate', containerPort: 9080 }],
        },
      ],
    },
  },
});

// The network policies of the Restate cluster let it into the brokers' namespace. The Secret is one of `services`.
const kafka = new RestateKafkaCluster(chart, 'events', {
  namespace,
  admin,
  brokers: ['kafka-bootstrap.streams.svc:9093'],
  properties: {
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.username': 'restate',
    'security.protocol': 'SASL_SSL',
  },
  secretProperties: { 'sasl.password': { name: 'kafka', key: 'password' } },
});

// Each record of the topic invokes Checkout/order. What becomes of it is as durable as any other invocation.
new RestateSubscription(chart, 'orders', {
  source: RestateKafkaSource.fromCluster(kafka, 'orders'),
  service: 'Checkout',
  handler: 'order',
  options: { 'auto.offset.reset': 'earliest' },
});

app.synth();
