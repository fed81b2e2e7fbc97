// Processor time to build and synthesize N clusters, beside the same objects written as plain ApiObjects.
//
// Both take turns in one process, so that whatever else the machine does falls on both; the medians count.
import { ApiObject, App, Chart, Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { cpuTime, interleaved, table } from './measure';
import { RestateCluster, RestateConfig } from 'cdk8s-restate';
import type { RestateClusterProps } from 'cdk8s-restate';

const ROUNDS: { readonly [clusters: number]: number } = { 1: 51, 10: 31, 100: 31, 1000: 5 };

/** What somebody runs in production: three nodes, resources, peers, an identity. */
const PROPS: RestateClusterProps = {
  labels: { team: 'payments' },
  autoProvision: true,
  compute: {
    image: 'restatedev/restate:1.5.3',
    replicas: 3,
    env: [{ name: 'RUST_LOG', value: 'info' }],
    resources: {
      requests: { cpu: k8s.Quantity.fromString('2'), memory: k8s.Quantity.fromString('4Gi') },
    },
  },
  storage: { size: Size.gibibytes(64) },
  config: RestateConfig.raft(),
  security: {
    networkPeers: {
      ingress: [{ namespaceSelector: { matchLabels: { team: 'web' } } }],
      admin: [{ namespaceSelector: { matchLabels: { team: 'platform' } } }],
    },
    serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/a' },
  },
};

function newChart(): Chart {
  return new Chart(new App(), 'bench', { disableResourceNameHashes: true });
}

function synth(chart: Chart): void {
  (chart.node.root as App).synthYaml();
}

/** The objects of one cluster as somebody would write them by hand: literals in a function of the name. */
const plainObjects = ((): ((name: string) => any[]) => {
  const chart = newChart();
  new RestateCluster(chart, 'cluster-name', PROPS);
  const literals = literal(chart.toJson());
  return new Function('name', `return ${literals};`) as (name: string) => any[];
})();

/** JavaScript that makes a value; `name` stands where the name of the cluster stood. */
function literal(value: unknown): string {
  if (typeof value === 'string') {
    return value
      .split('cluster-name')
      .map((part) => JSON.stringify(part))
      .join('+name+');
  }
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `[${literal(key)}]:${literal(item)}`);
  return `{${fields.join()}}`;
}

const rows = Object.keys(ROUNDS)
  .map(Number)
  .map((clusters) => {
    const [constructs, plain] = interleaved(cpuTime, ROUNDS[clusters], [
      () => {
        const chart = newChart();
        for (let i = 0; i < clusters; i++) new RestateCluster(chart, `cluster-${i}`, PROPS);
        synth(chart);
      },
      () => {
        const chart = newChart();
        for (let i = 0; i < clusters; i++) {
          const scope = new Construct(chart, `cluster-${i}`);
          plainObjects(`cluster-${i}`).forEach(
            (object) => new ApiObject(scope, `${object.kind}-${object.metadata.name}`, object),
          );
        }
        synth(chart);
      },
    ]);
    return {
      clusters: String(clusters),
      objects: String(clusters * plainObjects('a').length),
      'RestateCluster ms': constructs.toFixed(2),
      'ApiObject ms': plain.toFixed(2),
      ratio: (constructs / plain).toFixed(2),
      'ms per cluster': (constructs / clusters).toFixed(2),
    };
  });

process.stdout.write(`Synth, medians of processor time\n${table(rows)}\n`);
