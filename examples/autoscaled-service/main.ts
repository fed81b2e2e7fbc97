import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { RestateAdmin, RestateCaBundle, RestateDeployment } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'autoscaled', { namespace: 'services' });

// Each version has a HorizontalPodAutoscaler, old ones until they have drained: they give up pods as their load falls.
new RestateDeployment(chart, 'greeter', {
  // An admin API behind a proxy with TLS, a certificate of one's own and a token.
  admin: RestateAdmin.fromUrl('https://restate.example:9070/admin', {
    bearerToken: { name: 'restate-admin', key: 'token' },
    ca: RestateCaBundle.fromConfigMap('private-ca', 'ca.crt'),
  }),
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
  },
  template: {
    metadata: { labels: { app: 'greeter' } },
    spec: {
      containers: [
        {
          name: 'greeter',
          image: 'registry.example/greeter:1.0.0',
          ports: [{ name: 'restate', containerPort: 9080 }],
          // Utilization is a share of what is requested.
          resources: { requests: { cpu: k8s.Quantity.fromString('250m') } },
        },
      ],
    },
  },
});

app.synth();
