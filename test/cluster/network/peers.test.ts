import type { k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateCluster,
  RestateConfig,
  RestateEndpoint,
  RestateRegistration,
} from '../../../src';
import { faultsOf } from '../../core/faults-of';
import { newChart, newDeployment } from '../../deployment/synth';
import { MINIMAL, newCluster, object } from '../synth';

const namespace = (name: string): k8s.NetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const OPERATOR = { namespace: 'ops', labelName: 'app', labelValue: 'operator' };
const UNPROVISIONED = {
  config: RestateConfig.fromToml('auto-provision = false'),
  jobs: { enabled: false },
};
const OPERATOR_PEER = { ...namespace('ops'), podSelector: { matchLabels: { app: 'operator' } } };

const egress = (cluster: RestateCluster) =>
  object(cluster, 'NetworkPolicy', 'allow-restate-egress').spec.egress;
const from = (cluster: RestateCluster, policy: string) =>
  object(cluster, 'NetworkPolicy', policy).spec.ingress?.[0].from;

test.each([
  [true, 'reaches the node port of a cluster that it provisions', [OPERATOR_PEER]],
  [false, 'does not reach the node port of a cluster that it does not provision', []],
])('with autoProvision %s an operator %s', (autoProvision, _, expected) => {
  const cluster = newCluster({ ...UNPROVISIONED, autoProvision, platform: { operator: OPERATOR } });
  expect(from(cluster, 'allow-metrics-access').slice(1)).toEqual(expected);
});

test('nobody reaches the admin port of a cluster that has no operator', () => {
  const cluster = newCluster({ ...UNPROVISIONED, autoProvision: true });
  expect(from(cluster, 'allow-admin-access')).toBeUndefined();
  expect(from(cluster, 'allow-metrics-access')).toHaveLength(1);
});

test('a cluster reaches all pods of a namespace whose Services are registered with it, by one rule', () => {
  const chart = newChart();
  const cluster = new RestateCluster(chart, 'restate', MINIMAL);
  const admin = RestateAdmin.fromCluster(cluster);
  for (const [name, of] of Object.entries({ a: 'web', b: 'web', c: 'ops' })) {
    new RestateRegistration(chart, name, {
      admin,
      endpoint: RestateEndpoint.fromService(name, { namespace: of }),
    });
  }
  expect(egress(cluster).slice(0, -2)).toEqual([
    { to: [namespace('web')] },
    { to: [namespace('ops')] },
  ]);
});

test('an operator reaches the admin port besides the given peers, unless that is not allowed', () => {
  const admin = (allowOperatorAccessToAdmin?: boolean) =>
    from(
      newCluster({
        platform: { operator: OPERATOR },
        security: { allowOperatorAccessToAdmin, networkPeers: { admin: [namespace('ci')] } },
      }),
      'allow-admin-access',
    );
  expect(admin()).toEqual([namespace('ci'), OPERATOR_PEER]);
  expect(admin(false)).toEqual([namespace('ci')]);
});

test('peers and rules that are allowed later come after those that were given, each once', () => {
  const rule = (cidr: string) => ({ to: [{ ipBlock: { cidr } }] });
  const cluster = newCluster({
    security: {
      networkPeers: { admin: [namespace('a'), namespace('b')] },
      networkEgressRules: [rule('10.1.0.0/16')],
    },
  });
  cluster.allowAdminFrom(namespace('b'), namespace('c'), namespace('c'));
  cluster.allowEgressTo(rule('10.2.0.0/16'));
  expect(from(cluster, 'allow-admin-access')).toEqual(['a', 'b', 'c'].map(namespace));
  expect(egress(cluster).slice(0, -2)).toEqual([rule('10.1.0.0/16'), rule('10.2.0.0/16')]);
});

test('a runtime of the same app reaches the admin port, and no other runtime does', () => {
  const chart = newChart();
  const cluster = new RestateCluster(chart, 'restate', MINIMAL);
  newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
  expect(from(cluster, 'allow-admin-access')).toEqual([
    {
      ...namespace('apps'),
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'cdk8s-restate-runtime',
          'app.kubernetes.io/instance': 'shop-restate',
        },
      },
    },
  ]);
});

test('what is allowed to connect later is checked as what was given at first', () => {
  const cluster = newCluster({});
  cluster.allowIngressFrom(namespace('web'), {});
  cluster.allowNodeFrom({ ipBlock: { cidr: '10.0.0.0' } });
  cluster.allowEgressTo({ to: [{}] });
  expect(faultsOf(cluster)).toEqual([
    '[app/restate] allowed ingress peers[1]: {} selects nothing; add a podSelector, a namespaceSelector or an ipBlock',
    '[app/restate] allowed node peers[0].ipBlock.cidr: "10.0.0.0" is not a CIDR; write one such as "10.0.0.0/8"',
    '[app/restate] allowed egress rules[0].to[0]: {} selects nothing; add a podSelector, a namespaceSelector or an ipBlock',
  ]);
});

test('what no manifest can hold is told where it was allowed', () => {
  const cluster = newCluster({});
  const labels = new Map([['app', 'web']]) as any;
  cluster.allowAdminFrom({ podSelector: { matchLabels: labels } });
  cluster.allowEgressTo({ to: [{ podSelector: { matchLabels: labels } }] });
  expect(faultsOf(cluster).map((fault) => fault.split(': ')[0])).toEqual([
    '[app/restate] allowed admin peers[0].podSelector.matchLabels',
    '[app/restate] allowed egress rules[0].to[0].podSelector.matchLabels',
  ]);
});

test('further namespaces of runtimes reach the admin port, as any runtime in them', () => {
  const cluster = newCluster({});
  cluster.allowRuntimesFrom('shop');
  expect(from(cluster, 'allow-admin-access')).toEqual([
    {
      ...namespace('shop'),
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cdk8s-restate-runtime' } },
    },
  ]);
});
