/** Parts of a newer cdk8s-plus beside this library: pod-level resources are not in the types of cdk8s-plus-28. */
import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-33';
import { RestateAdmin, RestateCluster, RestateDeployment } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'newer-plus', { namespace: 'shop' });

const settings = new k8s.KubeConfigMap(chart, 'settings', {
  metadata: { name: 'settings' },
  data: { greeting: 'Hello' },
});
const spec: k8s.PodSpec = {
  containers: [
    {
      name: 'greeter',
      image: 'registry.example.com/greeter:1',
      envFrom: [{ configMapRef: { name: settings.name } }],
      readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromNumber(9080) } },
    },
  ],
  resources: { limits: { memory: k8s.Quantity.fromString('1Gi') } },
};
new RestateDeployment(chart, 'greeter', {
  admin: RestateAdmin.fromCluster(RestateCluster.fromClusterName('restate')),
  rawTemplate: { metadata: { labels: { app: 'greeter' } }, spec },
});

app.synth();
