import { App, Chart, Duration, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateDeployment,
  RestateRuntime,
  RestateRuntimeMode,
} from 'cdk8s-restate';
import type { RestateMonitoring } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'monitored', { namespace: 'services' });

new k8s.KubeNamespace(chart, 'namespace', { metadata: { name: 'services' } });

// What Prometheus and Grafana of the chart kube-prometheus-stack, in the namespace "monitoring", find by these labels.
const monitoring: RestateMonitoring = {
  scrapers: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    },
  ],
  labels: { release: 'kube-prometheus-stack' },
  alertLabels: { team: 'platform' },
};

const cluster = new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(8) },
  monitoring: { ...monitoring, freeDiskPercent: 20 },
});

// As a Deployment it serves metrics of its own: versions, drains, admin APIs.
new RestateRuntime(chart, 'runtime', {
  mode: RestateRuntimeMode.deployment(),
  networkPolicy: {},
  monitoring: { ...monitoring, drainAge: Duration.days(7) },
});

// Scaled by an autoscaler of the app, which goes on to the next version with each apply.
const greeter = new RestateDeployment(chart, 'greeter', {
  admin: RestateAdmin.fromCluster(cluster),
  externalAutoscaling: { minReplicas: 2, maxReplicas: 10 },
  template: {
    metadata: { labels: { app: 'greeter' } },
    spec: {
      containers: [
        {
          name: 'greeter',
          image: 'registry.example/greeter:1.0.0',
          ports: [{ name: 'restate', containerPort: 9080 }],
          resources: { requests: { cpu: k8s.Quantity.fromString('250m') } },
        },
      ],
    },
  },
});
new k8s.KubeHorizontalPodAutoscalerV2(chart, 'autoscaler', {
  metadata: { name: 'greeter' },
  spec: {
    scaleTargetRef: greeter.scaleTargetRef,
    minReplicas: 2,
    maxReplicas: 10,
  },
});

app.synth();
