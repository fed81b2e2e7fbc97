/**
 * Two environments of one app: each is another Kubernetes cluster, and an App with a folder of its own, since the objects
 * of an App may not have the same names.
 */
import { join } from 'path';
import { App, Chart, Size } from 'cdk8s';
import { RestateAdmin, RestateCluster, RestateDeployment } from 'cdk8s-restate';

interface Environment {
  readonly name: string;
  readonly image: string;
  readonly storage: Size;
  readonly replicas: number;
}

const ENVIRONMENTS: Environment[] = [
  { name: 'dev', image: 'greeter:main', storage: Size.gibibytes(2), replicas: 1 },
  { name: 'prod', image: 'greeter:1.4.0', storage: Size.gibibytes(64), replicas: 3 },
];

for (const { name, image, storage, replicas } of ENVIRONMENTS) {
  const app = new App({ outdir: join(process.env.CDK8S_OUTDIR ?? 'dist', name) });

  // The namespaces were made by the platform's team.
  const cluster = new RestateCluster(new Chart(app, 'restate'), 'restate', {
    createNamespace: false,
    compute: { image: 'restatedev/restate:1.5' },
    storage: { size: storage },
  });

  new RestateDeployment(new Chart(app, 'services', { namespace: 'services' }), 'greeter', {
    admin: RestateAdmin.fromCluster(cluster),
    replicas,
    selector: { matchLabels: { app: 'greeter' } },
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        containers: [{ name: 'greeter', image, ports: [{ name: 'restate', containerPort: 9080 }] }],
      },
    },
  });

  app.synth();
}
