import {
  RestateAdmin,
  RestateCluster,
  RestateRuntime,
  RestateRuntimeAccess,
  RestateRuntimeMode,
} from '../../src';
import type { RestateRuntimeNetworkPolicy } from '../../src';
import { faultsOf } from '../core/faults-of';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const tcp = (port: number) => ({ port, protocol: 'TCP' });

/** The policy of a runtime, and its rules after those for DNS and the API server. */
function policyOf(networkPolicy: RestateRuntimeNetworkPolicy, ...admins: RestateAdmin[]) {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', { networkPolicy, admins });
  const [{ metadata, spec }] = ofKind(chart, 'NetworkPolicy');
  const [dns, apiServer, ...others] = spec.egress;
  return { metadata, spec, dns, apiServer, others };
}

test('there is none unless it is asked for', () => {
  const chart = newChart();
  newDeployment({}, chart);
  expect(ofKind(chart, 'NetworkPolicy')).toEqual([]);
});

test('nothing that is asked for is made where no runtime runs', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', { networkPolicy: {}, mode: RestateRuntimeMode.none() });
  expect(ofKind(chart, 'NetworkPolicy')).toEqual([]);
});

test('it is of the pods of the runtime, in both directions, and outlives the app', () => {
  const { metadata, spec } = policyOf({});
  expect(metadata).toMatchObject({ name: 'shop', namespace: 'apps' });
  expect(metadata.annotations['helm.sh/resource-policy']).toBe('keep');
  expect(spec.podSelector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'cdk8s-restate-runtime',
    'app.kubernetes.io/instance': 'shop',
  });
  expect(spec.policyTypes).toEqual(['Egress', 'Ingress']);
  expect(spec.ingress).toBeUndefined();
});

test('it allows DNS, and the API server at any address', () => {
  const { dns, apiServer, others } = policyOf({});
  expect(dns.to[0]).toMatchObject(namespace('kube-system'));
  expect(apiServer).toEqual({ ports: [tcp(443), tcp(6443)] });
  expect(others).toEqual([]);
});

test('or where they are', () => {
  const { dns, apiServer, others } = policyOf({
    dnsEgress: { peers: [namespace('dns')], port: 5353 },
    apiServerCidrs: ['10.0.0.10/32', '10.96.0.1/32'],
    apiServerPorts: [8443],
    egressRules: [{ to: [namespace('proxy')] }],
  });
  expect(dns).toMatchObject({ to: [namespace('dns')], ports: [{ port: 5353 }, { port: 5353 }] });
  expect(apiServer).toEqual({
    to: [{ ipBlock: { cidr: '10.0.0.10/32' } }, { ipBlock: { cidr: '10.96.0.1/32' } }],
    ports: [tcp(8443)],
  });
  expect(others).toEqual([{ to: [namespace('proxy')] }]);
});

describe('it allows the admin API', () => {
  const RESTATE = {
    ...namespace('restate'),
    podSelector: {
      matchLabels: {
        'app.kubernetes.io/name': 'restate',
        'app.kubernetes.io/instance': 'restate',
      },
    },
  };

  test('of a cluster', () => {
    const cluster = RestateCluster.fromClusterName('restate', {
      runtimeAccess: RestateRuntimeAccess.granted(),
    });
    const { others } = policyOf({}, RestateAdmin.fromCluster(cluster));
    expect(others).toEqual([{ to: [RESTATE], ports: [tcp(9070)] }]);
  });

  test.each([
    ['a Service', RestateAdmin.fromService('proxy', 'edge', { port: 80 })],
    ['a URL of the Kubernetes cluster', RestateAdmin.fromUrl('http://proxy.edge:80')],
  ])('of %s, whatever port its pods have', (_, admin) => {
    expect(policyOf({}, admin).others).toEqual([{ to: [namespace('edge')] }]);
  });

  test('anywhere else, by its port', () => {
    const admins = ['https://restate.example/admin', 'https://admin.example:9070'];
    const { others } = policyOf({}, ...admins.map((url) => RestateAdmin.fromUrl(url)));
    expect(others).toEqual(expect.arrayContaining([{ ports: [tcp(443)] }, { ports: [tcp(9070)] }]));
  });

  test('of a deployment that is added later', () => {
    const chart = newChart();
    new RestateRuntime(chart, 'shop', { networkPolicy: {} });
    newDeployment({ admin: RestateAdmin.fromUrl('http://restate.restate:9070') }, chart);
    const [{ spec }] = ofKind(chart, 'NetworkPolicy');
    expect(spec.egress).toContainEqual({ to: [namespace('restate')] });
  });
});

test('what the API server would refuse, or what would open everything, is a fault', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', {
    networkPolicy: {
      apiServerCidrs: [],
      apiServerPorts: [0],
      dnsEgress: { peers: [] },
      egressRules: [{ to: [{ ipBlock: { cidr: 'all' } }] }],
    },
  });
  expect(faultsOf(chart).map((fault) => fault.split(': ').slice(0, 2).join(': '))).toEqual([
    '[shop/shop] networkPolicy.apiServerCidrs: must not be empty; write at least one, or remove it',
    '[shop/shop] networkPolicy.apiServerPorts[0]: 0 is not a port number; write an integer between 1 and 65535, inclusive',
    '[shop/shop] networkPolicy.dnsEgress.peers: must not be empty; write at least one peer, or remove it',
    '[shop/shop] networkPolicy.egressRules[0].to[0].ipBlock.cidr: "all" is not a CIDR; write one such as "10.0.0.0/8"',
  ]);
});
