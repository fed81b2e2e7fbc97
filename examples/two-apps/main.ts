/**
 * The platform team's app has the cluster, a service team's app the services: two apps, each in a repository of its own,
 * and here in one file to be read together. The namespace of the services denies everything that nobody has allowed, and the
 * pods of a cluster do so anyway.
 */
import { App, Chart, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateConfig,
  RestateDeployment,
  RestatePublicEgress,
  RestateRuntime,
  RestateRuntimeAccess,
} from 'cdk8s-restate';

const inNamespace = (name: string): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const fromSecret = (name: string, key: string): k8s.EnvVar => ({
  name: `RESTATE_WORKER__SNAPSHOTS__AWS_${name}`,
  valueFrom: { secretKeyRef: { name: 'minio-keys', key } },
});

function platform(): void {
  const app = new App();
  const chart = new Chart(app, 'platform');

  const cluster = new RestateCluster(chart, 'restate', {
    autoProvision: true,
    compute: {
      replicas: 3,
      image: 'restatedev/restate:1.5',
      env: [
        fromSecret('ACCESS_KEY_ID', 'access-key'),
        fromSecret('SECRET_ACCESS_KEY', 'secret-key'),
      ],
    },
    storage: { size: Size.gibibytes(64) },
    // The namespace of the store is allowed, since the configuration names it.
    config: RestateConfig.raft({
      partitions: 8,
      snapshots: {
        url: 's3://restate/snapshots',
        region: 'local',
        endpointUrl: 'http://minio.minio.svc.cluster.local:9000',
        allowHttp: true,
      },
    }),
    // All services are in the Kubernetes cluster: nothing outside of it has to be called.
    security: { publicEgress: RestatePublicEgress.none() },
  });
  cluster.allowRuntimesFrom('orders');
  cluster.allowIngressFrom(inNamespace('web'));

  // The namespace of the service team.
  new k8s.KubeNamespace(chart, 'orders', { metadata: { name: 'orders' } });
  new k8s.KubeNetworkPolicy(chart, 'deny-all', {
    metadata: { name: 'deny-all', namespace: 'orders' },
    spec: { podSelector: {}, policyTypes: ['Egress', 'Ingress'] },
  });

  app.synth();
}

function services(): void {
  const app = new App();
  const chart = new Chart(app, 'orders', { namespace: 'orders' });

  // The platform has let the runtime in, by allowRuntimesFrom.
  const cluster = RestateCluster.fromClusterName('restate', {
    runtimeAccess: RestateRuntimeAccess.granted(),
  });

  new RestateRuntime(chart, 'runtime', {
    networkPolicy: {
      // By the address of its Service and by its own: network plugins see one or the other.
      apiServerCidrs: ['10.96.0.1/32', '10.0.0.10/32'],
    },
  });

  new RestateDeployment(chart, 'orders', {
    admin: RestateAdmin.fromCluster(cluster),
    selector: { matchLabels: { app: 'orders' } },
    template: {
      metadata: { labels: { app: 'orders' } },
      spec: {
        containers: [
          {
            name: 'orders',
            image: 'registry.example/orders:1.0.0',
            ports: [{ name: 'restate', containerPort: 9080 }],
          },
        ],
      },
    },
  });

  // What the namespace denies, and the pods need: the cluster calls them. Whatever they call themselves comes on top.
  new k8s.KubeNetworkPolicy(chart, 'allow-restate', {
    metadata: { name: 'allow-restate' },
    spec: {
      podSelector: { matchLabels: { 'allow.restate.dev/restate': 'true' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              ...inNamespace(cluster.namespace),
              podSelector: { matchLabels: { 'app.kubernetes.io/instance': cluster.name } },
            },
          ],
          ports: [{ port: k8s.IntOrString.fromNumber(9080) }],
        },
      ],
    },
  });

  app.synth();
}

platform();
services();
