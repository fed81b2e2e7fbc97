import { RestateIdentity } from '../../../src';
import type { RestateClusterProps } from '../../../src';
import { newCluster, object, objects } from '../synth';

const policies = (props: Partial<RestateClusterProps> = {}) =>
  Object.fromEntries(
    objects(newCluster({ name: 'orders', ...props }))
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => [metadata.name, spec]),
  );

const SELECTOR = {
  matchLabels: { 'app.kubernetes.io/name': 'restate', 'app.kubernetes.io/instance': 'orders' },
};
const OWN_PODS = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'orders' } },
  podSelector: SELECTOR,
};
const egress = (...rules: object[]) => ({
  podSelector: SELECTOR,
  policyTypes: ['Egress'],
  egress: rules,
});

test('a cluster reaches DNS, public addresses, its own pods and labelled ones, and is reached by its own pods', () => {
  expect(policies()).toEqual({
    'deny-all': { podSelector: SELECTOR, policyTypes: ['Egress', 'Ingress'] },
    'allow-egress-to-dns': egress({
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ],
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
        { ipBlock: { cidr: '169.254.20.10/32' } },
      ],
    }),
    'allow-restate-egress-to-public-internet': egress({
      to: [
        { ipBlock: { cidr: '0.0.0.0/1', except: ['10.0.0.0/8'] } },
        {
          ipBlock: {
            cidr: '128.0.0.0/1',
            except: ['192.168.0.0/16', '172.16.0.0/12', '169.254.0.0/16'],
          },
        },
      ],
    }),
    'allow-restate-egress': egress(
      { ports: [{ port: 5122, protocol: 'TCP' }], to: [OWN_PODS] },
      {
        to: [
          {
            namespaceSelector: {},
            podSelector: { matchLabels: { 'allow.restate.dev/orders': 'true' } },
          },
        ],
      },
    ),
    'allow-ingress-access': { podSelector: SELECTOR, policyTypes: ['Ingress'] },
    'allow-admin-access': { podSelector: SELECTOR, policyTypes: ['Ingress'] },
    'allow-metrics-access': {
      podSelector: SELECTOR,
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 5122, protocol: 'TCP' }], from: [OWN_PODS] }],
    },
  });
});

test('the pods of a cluster with an identity of AWS reach the agent that gives them credentials', () => {
  const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a', {
    eksClusterName: 'eks',
  });
  expect(policies({ security: { identity } })['allow-restate-egress-to-aws-pod-identity']).toEqual(
    egress({
      ports: [{ port: 80, protocol: 'TCP' }],
      to: [{ ipBlock: { cidr: '169.254.170.23/32' } }],
    }),
  );
});

test('the pods of a cluster with an identity of Google Cloud reach its metadata server, before and after translation', () => {
  const identity = RestateIdentity.gcpServiceAccount('a@b.iam.gserviceaccount.com');
  expect(policies({ security: { identity } })['allow-restate-egress-to-gcp-metadata']).toEqual(
    egress(
      {
        ports: [{ port: 80, protocol: 'TCP' }],
        to: [{ ipBlock: { cidr: '169.254.169.254/32' } }],
      },
      {
        ports: [{ port: 988, protocol: 'TCP' }],
        to: [{ ipBlock: { cidr: '169.254.169.252/32' } }],
      },
    ),
  );
});

test.each([
  ['ingress', 'allow-ingress-access', 8080],
  ['admin', 'allow-admin-access', 9070],
  ['node', 'allow-metrics-access', 5122],
])('an empty list of peers opens the port %s to everybody', (port, name, number) => {
  expect(policies({ security: { networkPeers: { [port]: [] } } })[name].ingress).toEqual([
    { ports: [{ port: number, protocol: 'TCP' }] },
  ]);
});

test('no policies at all are made where they are not wanted', () => {
  expect(policies({ security: { disableNetworkPolicies: true } })).toEqual({});
});

test('clients reach all ports by HTTP/2 at one Service, and nodes each other at another before they are ready', () => {
  const cluster = newCluster({ name: 'orders' });
  const h2c = { appProtocol: 'kubernetes.io/h2c' };
  expect(object(cluster, 'Service', 'restate').spec).toEqual({
    selector: SELECTOR.matchLabels,
    ports: [
      { name: 'ingress', port: 8080, ...h2c },
      { name: 'admin', port: 9070, ...h2c },
      { name: 'metrics', port: 5122, ...h2c },
    ],
  });
  expect(object(cluster, 'Service', 'restate-cluster').spec).toEqual({
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: SELECTOR.matchLabels,
    ports: [{ name: 'node', port: 5122, ...h2c }],
  });
});
