import { Size } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateDeployment,
  RestateKafkaCluster,
  RestateKafkaSource,
  RestatePublicEgress,
  RestateRuntime,
  RestateRuntimeMode,
  RestateSubscription,
} from '../../src';
import type {
  RestateClusterSecurity,
  RestateKafkaClusterProps,
  RestateSubscriptionProps,
} from '../../src';
import { ENV, parseDesiredState, secretsBinding } from '../../src/contract';
import { faultsOf } from '../core/faults-of';
import {
  desiredState,
  MINIMAL as DEPLOYMENT,
  newChart,
  newDeployment,
  ofKind,
} from '../deployment/synth';

const ADMIN = RestateAdmin.fromUrl('http://restate.restate:9070');
const MINIMAL = { admin: ADMIN, brokers: ['kafka.streams.svc:9092'] };

function newKafka(props: Partial<RestateKafkaClusterProps> = {}, chart = newChart()) {
  return { chart, kafka: new RestateKafkaCluster(chart, 'events', { ...MINIMAL, ...props }) };
}

/** With a Kafka cluster to read from. */
function newSubscription(props: Partial<RestateSubscriptionProps> = {}, chart = newChart()) {
  const { kafka } = newKafka({}, chart);
  const source = RestateKafkaSource.fromCluster(kafka, 'orders');
  const all = { source, service: 'Checkout', handler: 'order', ...props };
  return { chart, subscription: new RestateSubscription(chart, 'orders', all) };
}

function newCluster(
  security: RestateClusterSecurity = {},
  brokers = MINIMAL.brokers,
  image = 'restatedev/restate:1.7',
) {
  const chart = newChart();
  const storage = { size: Size.gibibytes(2) };
  const cluster = new RestateCluster(chart, 'restate', { compute: { image }, storage, security });
  newKafka({ admin: RestateAdmin.fromCluster(cluster), brokers }, chart);
  return { chart, cluster };
}

function warningsOf(make: () => { chart: ReturnType<typeof newChart> }): string {
  let text = '';
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
    text += String(line);
    return true;
  });
  make().chart.toJson();
  write.mockRestore();
  return text;
}

describe('the desired state', () => {
  test('has both, and can be read', () => {
    const { chart } = newSubscription({ options: { 'auto.offset.reset': 'earliest' } });
    const state = desiredState(chart);
    expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
    expect(state).toMatchObject({
      kafkaClusters: [
        { name: 'events', properties: { 'bootstrap.servers': 'kafka.streams.svc:9092' } },
      ],
      subscriptions: [
        {
          name: 'orders',
          source: 'kafka://events/orders',
          sink: 'service://Checkout/order',
          properties: { 'auto.offset.reset': 'earliest', 'group.id': 'apps.shop-restate.orders' },
        },
      ],
    });
    expect(state.admins.map(({ key }) => key)).toEqual([state.kafkaClusters![0].admin]);
  });

  test('has nothing of them in an app without Kafka', () => {
    const state = desiredState(newDeployment().node.scope as never);
    expect(Object.keys(state)).not.toContain('kafkaClusters');
    expect(Object.keys(state)).not.toContain('subscriptions');
  });

  test('can have a subscription to a cluster of the configuration, and a consumer group of one’s own', () => {
    const source = RestateKafkaSource.fromConfiguration(ADMIN, 'main', 'orders');
    const { chart, subscription } = newSubscription({ source, groupId: 'billing' });
    expect(subscription.groupId).toBe('billing');
    expect(desiredState(chart).subscriptions).toMatchObject([
      { source: 'kafka://main/orders', properties: { 'group.id': 'billing' } },
    ]);
  });

  test('makes one Job of the admin API anew when it changes, and no other', () => {
    const jobs = (handler: string) => {
      const chart = newChart();
      newDeployment({ admin: ADMIN }, chart);
      new RestateDeployment(chart, 'other', { ...DEPLOYMENT, admin: ADMIN });
      newSubscription({ handler }, chart);
      return ofKind(chart, 'Job').map(({ metadata }) => metadata.name);
    };
    const before = new Set(jobs('one'));
    expect(before.size).toBe(2);
    expect(jobs('other').filter((name) => !before.has(name))).toHaveLength(1);
  });
});

describe('a secret', () => {
  const secretProperties = { 'sasl.password': { name: 'kafka', key: 'password' } };
  const pods = (props: Partial<RestateKafkaClusterProps>) =>
    ofKind(newKafka({ secretProperties, ...props }).chart, 'CronJob')[0].spec.jobTemplate.spec
      .template.spec;
  const access = (props: Partial<RestateKafkaClusterProps> = {}) => {
    const { env } = pods(props).containers[0];
    const text = env.find(({ name }: any) => name === ENV.access).value;
    return (Object.values(JSON.parse(text)) as any[])[0].kafka;
  };

  test('is a file in the pods of the runtime, and only its name is in the desired state', () => {
    expect(pods({}).volumes).toContainEqual({
      name: 'kafka-events',
      projected: {
        sources: [
          {
            secret: {
              name: 'kafka',
              items: [{ key: 'password', path: 'sasl.password' }],
              optional: true,
            },
          },
        ],
      },
    });
    const { chart } = newKafka({ secretProperties });
    const [entry] = desiredState(chart).kafkaClusters!;
    expect(entry.secretProperties).toEqual(['sasl.password']);
    expect(access()['kafka-cluster/events'].binding).toBe(secretsBinding(entry, []));
  });

  test('belongs to the brokers and properties that it was given with', () => {
    expect(access({ brokers: ['other:9092'] })).not.toEqual(access());
    expect(access({ properties: { 'security.protocol': 'SSL' } })).not.toEqual(access());
  });

  test('of a subscription belongs to its Kafka cluster, too', () => {
    const cluster = { name: 'a', admin: 'b', properties: {} };
    const entry = { ...cluster, source: 'kafka://a/t', sink: 'service://s/h' };
    const other = { ...cluster, properties: { 'bootstrap.servers': 'evil:1' } };
    expect(secretsBinding(entry, [cluster])).not.toBe(secretsBinding(entry, [other]));
  });
});

describe('faults', () => {
  test('of a Kafka cluster are told all at once', () => {
    const { chart } = newKafka({
      name: 'a_b',
      brokers: ['kafka'],
      properties: {
        'bootstrap.servers': 'a:1',
        'sasl.password': 'x',
        'client.software.version': '1',
        'b c': '',
      },
      secretProperties: { 'ssl.key.pem': { name: 'kafka', key: '' } },
    });
    expect(faultsOf(chart)).toEqual([
      expect.stringContaining('name: "a_b"'),
      expect.stringContaining('brokers[0]: "kafka" is not the address of a broker'),
      expect.stringMatching(/properties\["b c"\].*not the name of a property/),
      expect.stringMatching(/properties\["bootstrap.servers"\].*set brokers/),
      expect.stringMatching(/properties\["client.software.version"\].*set by the runtime/),
      expect.stringMatching(/properties\["sasl.password"\].*is a secret.*secretProperties/),
      expect.stringMatching(/secretProperties\["ssl.key.pem"\].key/),
    ]);
  });

  test('of a subscription are told all at once', () => {
    const { chart } = newSubscription({
      source: RestateKafkaSource.fromConfiguration(ADMIN, 'A', 'a/b'),
      service: 'a b',
      handler: undefined as never,
      options: { 'group.id': 'x' },
    });
    expect(faultsOf(chart)).toEqual([
      expect.stringContaining('source.clusterName: "A"'),
      expect.stringContaining('source.topic: "a/b" is not the name of a topic'),
      expect.stringContaining('service: "a b" is not the name of a service'),
      expect.stringContaining('handler: missing required field'),
      expect.stringMatching(/options\["group.id"\].*set groupId/),
    ]);
  });

  test('are two of one name, and a runtime that does nothing', () => {
    const chart = newChart();
    new RestateRuntime(chart, 'none', { mode: RestateRuntimeMode.none() });
    newKafka({}, chart);
    new RestateKafkaCluster(chart, 'other', { ...MINIMAL, name: 'events' });
    const faults = faultsOf(chart).join('\n');
    expect(faults).toMatch(/name: "events" is already the name of "shop\/events"/);
    expect(faults).toMatch(/runtime: .*mode "none"/);
  });

  test('is a server that is known to be older than 1.7', () => {
    const { chart } = newCluster({}, undefined, 'restatedev/restate:1.6.2');
    expect(faultsOf(chart)).toEqual([
      expect.stringMatching(/admin: "restatedev\/restate:1.6.2".*\[\[ingress.kafka-clusters\]\]/),
    ]);
    expect(faultsOf(newCluster().chart)).toEqual([]);
  });
});

describe('the network policies of a cluster of the app', () => {
  const egress = (chart: ReturnType<typeof newChart>) =>
    JSON.stringify(ofKind(chart, 'NetworkPolicy').flatMap(({ spec }) => spec.egress ?? []));

  test('allow it to connect to the namespace of a broker, and the runtime to its admin port', () => {
    const { chart } = newCluster();
    expect(egress(chart)).toContain('"kubernetes.io/metadata.name":"streams"');
    expect(JSON.stringify(ofKind(chart, 'NetworkPolicy'))).toContain('cdk8s-restate-runtime');
  });

  test.each([
    ['a public name, while all of the Internet is open', {}, 'kafka.example.com:9092', false],
    [
      'a public name, while none of it is',
      { publicEgress: RestatePublicEgress.none() },
      'kafka.example.com:9092',
      true,
    ],
    [
      'a port that is not open',
      { publicEgress: RestatePublicEgress.all({ ports: [443] }) },
      'kafka.example.com:9092',
      true,
    ],
    ['a private address', {}, '10.1.2.3:9092', true],
    [
      'a private address that a rule allows',
      { networkEgressRules: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] },
      '10.1.2.3:9092',
      false,
    ],
    ['anything, without policies', { disableNetworkPolicies: true }, '10.1.2.3:9092', false],
  ])('are warned of for %s', (_, security: RestateClusterSecurity, broker, isWarned) => {
    const warnings = warningsOf(() => newCluster(security, [broker]));
    const expected = isWarned
      ? expect.stringMatching(/\[shop\/events\] brokers: .*allowEgressTo/)
      : '';
    expect(warnings).toEqual(expected);
  });

  test('are what is warned of where another app has the cluster', () => {
    const admin = RestateAdmin.fromCluster(RestateCluster.fromClusterName('restate'));
    const warnings = warningsOf(() => newKafka({ admin }));
    expect(warnings).toMatch(/brokers: the network policies of the cluster "restate"/);
  });
});
