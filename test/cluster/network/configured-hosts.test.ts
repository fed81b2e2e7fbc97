import { RestateConfig } from '../../../src';
import type { RestateClusterProps } from '../../../src';
import { newCluster, object } from '../synth';

/** The namespaces that a cluster may connect to. */
function reached(props: Partial<RestateClusterProps>): string[] {
  const cluster = newCluster(props);
  return object(cluster, 'NetworkPolicy', 'allow-restate-egress')
    .spec.egress.flatMap(({ to }: any) => to)
    .filter(({ podSelector }: any) => podSelector === undefined)
    .map(({ namespaceSelector }: any) => namespaceSelector.matchLabels)
    .map((labels: any) => labels['kubernetes.io/metadata.name']);
}
const configured = (config: object) => reached({ config: RestateConfig.fromObject(config) });

test('an object store in the Kubernetes cluster is reached', () => {
  const config = RestateConfig.raft({
    snapshots: { url: 's3://restate/snapshots', endpointUrl: 'http://minio.minio:9000' },
  });
  expect(reached({ config })).toEqual(['minio']);
});

test('so are Kafka, trace collectors and others, each once', () => {
  expect(
    configured({
      'tracing-endpoint': 'http://collector.observability.svc:4317',
      'tracing-runtime-endpoint': 'https://collector.observability.svc.cluster.local:4317',
      ingress: {
        'kafka-clusters': [
          { name: 'a', brokers: ['PLAINTEXT://kafka.kafka:9092'] },
          { name: 'b', brokers: ['broker-0.broker.streams.svc:9092'] },
        ],
      },
    }),
  ).toEqual(['kafka', 'observability', 'streams']);
});

test('what the environment of the nodes names counts as well', () => {
  const compute = {
    image: 'restatedev/restate:1.5',
    env: [
      { name: 'HTTP_PROXY', value: 'http://user:pass@proxy.egress.svc:3128' },
      { name: 'RESTATE_CLUSTER_NAME', value: 'not.an-address' },
    ],
  };
  expect(reached({ compute })).toEqual(['egress']);
});

test('buckets, addresses, hosts of the Internet and the cluster itself open nothing', () => {
  expect(
    configured({
      'advertised-address': 'http://restate-0.restate-cluster:5122',
      'metadata-client': { addresses: ['http://restate-cluster:5122/'] },
      worker: {
        snapshots: {
          destination: 's3://bucket/snapshots',
          'aws-endpoint-url': 'https://s3.example.com',
        },
      },
      admin: { 'bind-address': '0.0.0.0:9070' },
      'tracing-endpoint': 'http://10.0.0.1:4317',
      'log-filter': 'warn,restate=info',
    }),
  ).toEqual([]);
});

test('a rule of the user for that namespace is not widened', () => {
  const cluster = newCluster({
    config: RestateConfig.fromObject({ 'tracing-endpoint': 'http://collector.observability:4317' }),
  });
  const rule = {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
        podSelector: { matchLabels: { app: 'collector' } },
      },
    ],
    ports: [{ port: 4317 as any, protocol: 'TCP' }],
  };
  cluster.allowEgressTo(rule);
  const { egress } = object(cluster, 'NetworkPolicy', 'allow-restate-egress').spec;
  expect(egress.filter((each: any) => JSON.stringify(each).includes('observability'))).toEqual([
    rule,
  ]);
});
