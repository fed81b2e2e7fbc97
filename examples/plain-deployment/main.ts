import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateEndpoint,
  RestateRegistration,
  RestateRuntimeAccess,
} from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'plain', { namespace: 'services' });
// A cluster of another app. Its network policies are opened from here, for the runtime and for calls to the Service, which
// takes the right to create policies in its namespace. Where its own app does so, with `cluster.allowRuntimesFrom('services')`
// and `cluster.allowServicesIn('services')`, this is RestateRuntimeAccess.granted({ servicesIn: ['services'] }).
const cluster = RestateCluster.fromClusterName('restate', {
  runtimeAccess: RestateRuntimeAccess.byNetworkPolicy(),
});
const admin = RestateAdmin.fromCluster(cluster);

const labels = { app: 'service' };
const tag = 'yourtag';

// An ordinary Deployment and Service. Old code goes when its pods go: what is under way then meets the new code. With a
// RestateDeployment in their place, each version has pods and a Service of its own.
const deployment = new k8s.KubeDeployment(chart, 'deployment', {
  metadata: { name: 'service' },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: 'service',
            image: `path.to/yourrepo:${tag}`,
            env: [{ name: 'PORT', value: '9080' }],
            ports: [{ name: 'restate', containerPort: 9080 }],
          },
        ],
      },
    },
  },
});
const service = new k8s.KubeService(chart, 'service', {
  metadata: { name: 'service' },
  spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'restate', port: 9080 }] },
});

// Registered at http://service.services.svc.cluster.local:9080. Another revision makes Restate discover it again,
// here once the Deployment is rolled out: it is the pods of that moment that are asked.
new RestateRegistration(chart, 'service-registration', {
  admin,
  endpoint: RestateEndpoint.fromService(service.name),
  waitForRollout: deployment,
  revision: tag,
});

// Any address that the server reaches, headers included: their values stay in a Secret.
new RestateRegistration(chart, 'partner', {
  admin,
  endpoint: RestateEndpoint.fromUrl('https://partner.example/restate'),
  secretHeaders: { 'x-api-key': { name: 'partner', key: 'api-key' } },
});

// A version of a function. The next one has another ARN: this one is removed when it has drained.
new RestateRegistration(chart, 'function', {
  admin,
  endpoint: RestateEndpoint.fromLambdaArn(
    'arn:aws:lambda:us-east-1:123456789012:function:service:7',
    { assumeRoleArn: 'arn:aws:iam::123456789012:role/restate' },
  ),
});

app.synth();
