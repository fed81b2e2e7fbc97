/** The table of docs/network.md: each row is judged by the evaluation that `cdk8s-restate connections` does. */
import { App, Chart, Size } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateConfig,
  RestateDeployment,
  RestateKafkaCluster,
  RestateKnativeIngress,
  RestatePublicEgress,
  KnativeService,
  RestateRuntime,
  RestateRuntimeAccess,
  RestateRuntimeMode,
} from '../../src';
import type { RestateClusterProps, RestateClusterSecurity } from '../../src';
import { connectionsOfText, inNamespace, pod, policy, textOf } from '../cli/connections/ask';
import type { Entry } from '../cli/connections/ask';
import { objectsOf, synthExample } from '../examples/synth-example';

interface Row {
  readonly from: string;
  readonly to: string;
  /** Undefined: nothing has to be done. */
  readonly openedBy?: string;
  /** The manifests, with what opens it or without. */
  readonly manifests: (open: boolean) => string;
  /** How the names of both sides begin, and the port. */
  readonly connection: readonly [from: string, to: string, port: number];
}

const RESTATE = 'restate/StatefulSet/restate';
const RUNTIME = 'services/Job/';

function manifestsOf(make: (chart: Chart) => void, ...more: object[]): string {
  const app = new App({ recordConstructMetadata: false });
  make(new Chart(app, 'app', { namespace: 'services' }));
  return [app.synthYaml(), textOf(more)].join('\n---\n');
}

function cluster(chart: Chart, props: Partial<RestateClusterProps> = {}): RestateCluster {
  return new RestateCluster(chart, 'restate', {
    compute: { image: 'restatedev/restate:1.7' },
    storage: { size: Size.gibibytes(1) },
    ...props,
  });
}

const secured = (chart: Chart, security: RestateClusterSecurity) => cluster(chart, { security });

const THREE_NODES = { image: 'restatedev/restate:1.7', replicas: 3 };

const TEMPLATE = { spec: { containers: [{ name: 'a', image: 'a' }] } };

function service(chart: Chart, of: RestateAdmin): void {
  new RestateDeployment(chart, 'shop', {
    admin: of,
    rawTemplate: { metadata: { labels: { app: 'shop' } }, ...TEMPLATE },
  });
}

/** Of another app. */
const otherApp = () =>
  manifestsOf((chart) => {
    const runtimeAccess = RestateRuntimeAccess.granted();
    service(
      chart,
      RestateAdmin.fromCluster(RestateCluster.fromClusterName('restate', { runtimeAccess })),
    );
  });

const isNotAllowRestate = ({ metadata }: any) => metadata.name !== 'allow-restate';

const peer = (name: string) => inNamespace(name);

export const ROWS: readonly Row[] = [
  {
    from: 'clients',
    to: 'ingress port, 8080',
    openedBy: '`cluster.allowIngressFrom(...)`',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          const made = cluster(chart);
          if (open) made.allowIngressFrom(peer('web'));
        },
        pod('web', 'client'),
      ),
    connection: ['web/Pod/client', RESTATE, 8080],
  },
  {
    from: 'the runtime of the same app',
    to: 'admin port, 9070',
    manifests: () =>
      manifestsOf((chart) => service(chart, RestateAdmin.fromCluster(cluster(chart)))),
    connection: [RUNTIME, RESTATE, 9070],
  },
  {
    from: 'the runtime of another app',
    to: 'admin port, 9070',
    openedBy:
      "`cluster.allowRuntimesFrom('services')` in the cluster's app; or `RestateRuntimeAccess.byNetworkPolicy()` in the other",
    manifests: (open) =>
      manifestsOf((chart) => {
        const made = cluster(chart);
        if (open) made.allowRuntimesFrom('services');
      }) + otherApp(),
    connection: [RUNTIME, RESTATE, 9070],
  },
  {
    from: 'the Job that provisions',
    to: 'node port, 5122',
    manifests: () =>
      manifestsOf((chart) =>
        cluster(chart, {
          compute: THREE_NODES,
          config: RestateConfig.raft(),
          autoProvision: true,
        }),
      ),
    connection: ['restate/Job/restate-provision', RESTATE, 5122],
  },
  {
    from: 'monitoring',
    to: 'node port, 5122',
    openedBy: '`monitoring.scrapers`, or `cluster.allowNodeFrom(...)`',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          cluster(chart, { monitoring: open ? { scrapers: [peer('monitoring')] } : undefined });
        },
        pod('monitoring', 'prometheus'),
      ),
    connection: ['monitoring/Pod/prometheus', RESTATE, 5122],
  },
  {
    from: 'monitoring',
    to: 'the runtime, as a Deployment, port 9464',
    openedBy: '`monitoring.scrapers` of the RestateRuntime',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          new RestateRuntime(chart, 'runtime', {
            mode: RestateRuntimeMode.deployment(),
            networkPolicy: {},
            monitoring: { scrapers: open ? [peer('monitoring')] : [peer('elsewhere')] },
          });
        },
        pod('monitoring', 'prometheus'),
      ),
    connection: ['monitoring/Pod/prometheus', 'services/Deployment/runtime', 9464],
  },
  {
    from: 'the cluster',
    to: 'pods of a RestateDeployment, of this app or another',
    manifests: () => manifestsOf((chart) => cluster(chart)) + otherApp(),
    connection: [RESTATE, 'services/ReplicaSet/shop-', 9080],
  },
  {
    from: 'the cluster',
    to: 'pods of a RestateDeployment, in a namespace that denies by default',
    openedBy: 'a NetworkPolicy of your own, as in `examples/two-apps`',
    manifests: (open) => {
      const manifests = synthExample('two-apps');
      return open ? manifests : textOf(objectsOf(manifests).filter(isNotAllowRestate));
    },
    connection: [RESTATE, 'orders/ReplicaSet/orders-', 9080],
  },
  {
    from: 'the cluster',
    to: 'a plain Service of another app',
    openedBy:
      "`cluster.allowServicesIn('services')` in the cluster's app; or `byNetworkPolicy()` in the other; or the label `allow.restate.dev/<cluster>: \"true\"` on its pods",
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          const made = cluster(chart);
          if (open) made.allowServicesIn('services');
        },
        pod('services', 'plain', {}, [{ containerPort: 9080 }]),
      ),
    connection: [RESTATE, 'services/Pod/plain', 9080],
  },
  {
    from: 'the cluster',
    to: 'Knative services, through their ingress',
    openedBy:
      '`ingress: RestateKnativeIngress.kourier()`, `istio()`, `contour()` or `inNamespaces(...)` of the KnativeService; `render --knative-ingress`',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          const admin = RestateAdmin.fromCluster(cluster(chart));
          const ingress = open
            ? RestateKnativeIngress.kourier()
            : RestateKnativeIngress.inNamespaces('elsewhere');
          new KnativeService(chart, 'shop', { admin, image: 'a', ingress });
        },
        pod('kourier-system', 'gateway', {}, [{ containerPort: 8080 }]),
      ),
    connection: [RESTATE, 'kourier-system/Pod/gateway', 8080],
  },
  {
    from: 'the cluster',
    to: 'an object store, Kafka or a proxy that its configuration names by a name of the Kubernetes cluster',
    manifests: () =>
      manifestsOf(
        (chart) => {
          const snapshots = {
            url: 's3://restate/snapshots',
            endpointUrl: 'http://minio.minio.svc.cluster.local:9000',
            allowHttp: true,
          };
          cluster(chart, {
            compute: THREE_NODES,
            config: RestateConfig.raft({ snapshots }),
            autoProvision: true,
          });
        },
        pod('minio', 'minio', {}, [{ containerPort: 9000 }]),
      ),
    connection: [RESTATE, 'minio/Pod/minio', 9000],
  },
  {
    from: 'the cluster',
    to: 'the brokers of a RestateKafkaCluster of the same app, by a name of the Kubernetes cluster',
    manifests: () =>
      manifestsOf(
        (chart) =>
          new RestateKafkaCluster(chart, 'kafka', {
            admin: RestateAdmin.fromCluster(cluster(chart)),
            brokers: ['kafka.streams:9092'],
          }),
        pod('streams', 'kafka'),
      ),
    connection: [RESTATE, 'streams/Pod/kafka', 9092],
  },
  {
    from: 'the cluster',
    to: 'public addresses',
    openedBy: 'nothing, unless `security.publicEgress` narrows it or switches it off',
    manifests: (open) =>
      manifestsOf((chart) =>
        secured(chart, open ? {} : { publicEgress: RestatePublicEgress.none() }),
      ),
    connection: [RESTATE, 'Internet', 443],
  },
  {
    from: 'the cluster',
    to: 'anything else',
    openedBy: '`cluster.allowEgressTo(...)`',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          const made = cluster(chart);
          if (open) made.allowEgressTo({ to: [peer('tracing')] });
        },
        pod('tracing', 'collector', {}, [{ containerPort: 4317 }]),
      ),
    connection: [RESTATE, 'tracing/Pod/collector', 4317],
  },
  {
    from: 'the runtime, in a namespace that denies by default',
    to: 'DNS, the API server, admin APIs',
    openedBy: '`networkPolicy: {}` of the RestateRuntime; `render --runtime-network-policy`',
    manifests: (open) =>
      manifestsOf(
        (chart) => {
          new RestateRuntime(chart, 'runtime', { ...(open && { networkPolicy: {} }) });
          service(chart, RestateAdmin.fromCluster(cluster(chart)));
        },
        policy('services', 'deny', { podSelector: {}, policyTypes: ['Egress', 'Ingress'] }),
      ),
    connection: [RUNTIME, RESTATE, 9070],
  },
];

/** The row in Markdown; what it says is so. */
export async function rowText(row: Row): Promise<string> {
  const { from, to, openedBy, manifests } = row;
  const opened = await judged(row, manifests(true));
  if (!opened.allowed) throw new Error(`${from} does not reach ${to}: ${JSON.stringify(opened)}`);
  if (openedBy !== undefined && (await judged(row, manifests(false))).allowed) {
    throw new Error(`${from} reaches ${to} although nothing has opened it`);
  }
  const by = opened.by.map((name) => `\`${name.split('/')[1]}\``).join(', ');
  return `| ${from} | ${to} | ${openedBy ?? 'itself'} | ${by} |`;
}

async function judged({ connection }: Row, text: string): Promise<Entry> {
  const [from, to, port] = connection;
  const entries = await connectionsOfText(text);
  const found = entries.find(
    (entry) =>
      entry.from.startsWith(from) &&
      entry.to.startsWith(to) &&
      entry.protocol === 'TCP' &&
      Number(entry.port) <= port &&
      port <= (entry.endPort ?? Number(entry.port)),
  );
  if (found === undefined) throw new Error(`${connection.join(' ')} was not looked at`);
  return found;
}
