import { ApiObject, App, Chart, Size } from 'cdk8s';
import { RestateAdmin, RestateCluster, RestateDeployment } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'quickstart');

// One node, in a namespace of its own that is called "restate" too.
const cluster = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(2) },
});

// A service. Another image makes another version; the old one stays while it is needed.
new ApiObject(chart, 'namespace', {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'services' },
});
new RestateDeployment(chart, 'service', {
  namespace: 'services',
  admin: RestateAdmin.fromCluster(cluster),
  selector: { matchLabels: { app: 'service' } },
  template: {
    metadata: { labels: { app: 'service' } },
    spec: {
      containers: [
        {
          name: 'service',
          image: 'path.to/yourrepo:yourtag',
          ports: [{ name: 'restate', containerPort: 9080 }],
        },
      ],
    },
  },
});

app.synth();
