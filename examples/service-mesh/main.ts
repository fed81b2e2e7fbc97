import { App, Chart, Size } from 'cdk8s';
import { RestateAdmin, RestateCluster, RestateDeployment, RestateServiceMesh } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'service-mesh', { namespace: 'services' });

// Or RestateServiceMesh.linkerd(), or RestateServiceMesh.cilium({ algorithm: 'least_request' }).
const serviceMesh = RestateServiceMesh.istio();

// The mesh balances the load at the caller: both Restate's pods and those of the services are part of it.
const restate = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(16) },
  serviceMesh,
});

new RestateDeployment(chart, 'greeter', {
  admin: RestateAdmin.fromCluster(restate),
  replicas: 3,
  serviceMesh,
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

app.synth();
