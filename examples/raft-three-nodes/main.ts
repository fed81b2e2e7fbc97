import { App, Chart, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { RestateCluster, RestateConfig } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'raft-three-nodes');

// Three nodes that replicate their metadata by Raft. The Job that autoProvision creates provisions them.
new RestateCluster(chart, 'restate', {
  autoProvision: true,
  compute: {
    replicas: 3,
    image: 'restatedev/restate:1.5',
    resources: {
      requests: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('4Gi') },
      limits: { memory: k8s.Quantity.fromString('4Gi') },
    },
    // A zone that fails takes one node with it, not two.
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { 'app.kubernetes.io/instance': 'restate' } },
      },
    ],
  },
  storage: { size: Size.gibibytes(64) },
  config: RestateConfig.raft({
    replication: 2,
    // Three quarters of the memory that the pod requests.
    overrides: { 'rocksdb-total-memory-size': '3GB' },
  }),
});

app.synth();
