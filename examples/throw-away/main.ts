import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateServiceType } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'throw-away');

// For tests on a Kubernetes cluster such as kind: the data go with the pod, and the machine of the tests reaches it.
new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5', podDisruptionBudget: false },
  storage: { ephemeral: true, size: Size.gibibytes(1) },
  service: {
    type: RestateServiceType.NODE_PORT,
    overrides: { ports: [{ name: 'ingress', nodePort: 30080 }] },
  },
  security: {
    networkPeers: { ingress: [{ ipBlock: { cidr: '172.16.0.0/12' } }] },
  },
});

app.synth();
