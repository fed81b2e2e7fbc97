import { App, Chart } from 'cdk8s';
import { RestateAdmin, RestateCloudEnvironment, RestateDeployment } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'cloud', { namespace: 'services' });

// The token is in a Secret that somebody else made: kubectl create secret generic restate-cloud --from-file=token
const environment = new RestateCloudEnvironment(chart, 'production', {
  environmentId: 'env_201j05r9g0f12ygtphdszbb4scp',
  region: 'eu',
  signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
  bearerToken: { name: 'restate-cloud', key: 'token' },
  tunnel: { replicas: 2 },
});
const admin = RestateAdmin.fromCloud(environment);

// Restate Cloud reaches it through the pods of the tunnel.
new RestateDeployment(chart, 'greeter', {
  admin,
  template: {
    metadata: { labels: { app: 'greeter' } },
    spec: { containers: [{ name: 'greeter', image: 'registry.example/greeter:1.0.0' }] },
  },
});

// Its pods hold their own tunnel, by a library in the service.
new RestateDeployment(chart, 'cart', {
  admin,
  inProcessTunnel: true,
  template: {
    metadata: { labels: { app: 'cart' } },
    spec: {
      containers: [
        {
          name: 'cart',
          image: 'registry.example/cart:2.3.1',
          env: [{ name: 'RESTATE_INPROC_AUTH_TOKEN_FILE', value: '/var/run/restate-cloud/token' }],
          volumeMounts: [{ name: 'token', mountPath: '/var/run/restate-cloud', readOnly: true }],
        },
      ],
      volumes: [{ name: 'token', secret: { secretName: 'restate-cloud' } }],
    },
  },
});

app.synth();
