import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestatePublicEgress, RestateSigningKey } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'restricted-network');

const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const restate = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(64) },
  security: {
    networkPeers: {
      ingress: [namespace('web')],
      node: [namespace('monitoring')],
    },
    // Only HTTPS, and nothing of the provider's own.
    publicEgress: RestatePublicEgress.all({ exceptProviderAddresses: true, ports: [443] }),
    // Services can tell that a request comes from this cluster.
    requestSigningPrivateKey: RestateSigningKey.fromSecret('restate-signing-key', 'private.pem'),
    trustedCaCerts: [{ secretName: 'internal-ca', key: 'ca.pem' }],
  },
});

// Peers can also be added later, by whoever knows them.
restate.allowAdminFrom({
  ...namespace('ci'),
  podSelector: { matchLabels: { role: 'deployer' } },
});
restate.allowEgressTo({ to: [namespace('minio')], ports: [{ protocol: 'TCP' }] });

app.synth();
