/** All faults of the app are reported at once. */
import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateConfig } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'wrong-props');

new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5', replicas: -1 },
  storage: { size: Size.gibibytes(0) },
  config: RestateConfig.fromToml('auto-provision = = false'),
});

app.synth();
