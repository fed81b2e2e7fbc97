import type { Chart } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateEndpoint,
  RestateRegistration,
  RestateRuntimeAccess,
} from '../../src';
import { MINIMAL } from '../cluster/synth';
import { faultsOf } from '../core/faults-of';
import { warningText } from '../core/warnings-of';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const NAMESPACE = { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } };
const ANY_RUNTIME = {
  namespaceSelector: NAMESPACE,
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cdk8s-restate-runtime' } },
};
const OWN_RUNTIME = {
  namespaceSelector: NAMESPACE,
  podSelector: {
    matchLabels: {
      'app.kubernetes.io/name': 'cdk8s-restate-runtime',
      'app.kubernetes.io/instance': 'shop-restate',
    },
  },
};

function policy(chart: Chart, name: string): any {
  return ofKind(chart, 'NetworkPolicy').find(({ metadata }) => metadata.name === name);
}

describe('the admin port of a cluster of the app is opened for the runtime', () => {
  test.each([
    ['http://restate.restate:9070'],
    ['http://restate.restate.svc:9070'],
    ['http://restate.restate.svc.cluster.local:9070/'],
  ])('when services are registered at %s', (url) => {
    const chart = newChart();
    newDeployment({ admin: RestateAdmin.fromUrl(url) }, chart);
    new RestateCluster(chart, 'restate', MINIMAL);
    expect(policy(chart, 'allow-admin-access').spec.ingress[0].from).toEqual([OWN_RUNTIME]);
  });

  test('when services are registered with its Service', () => {
    const chart = newChart();
    new RestateCluster(chart, 'restate', MINIMAL);
    newDeployment({ admin: RestateAdmin.fromService('restate', 'restate') }, chart);
    expect(policy(chart, 'allow-admin-access').spec.ingress[0].from).toEqual([OWN_RUNTIME]);
  });

  test.each(['http://restate.other:9070', 'http://restate.restate:8080'])(
    'but not by %s',
    (url) => {
      const chart = newChart();
      new RestateCluster(chart, 'restate', MINIMAL);
      newDeployment({ admin: RestateAdmin.fromUrl(url) }, chart);
      expect(policy(chart, 'allow-admin-access').spec.ingress).toBeUndefined();
    },
  );
});

describe('with a cluster of another app', () => {
  const imported = (runtimeAccess?: RestateRuntimeAccess): Chart => {
    const chart = newChart();
    const cluster = RestateCluster.fromClusterName('restate', { runtimeAccess });
    newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
    return chart;
  };

  test('synth warns, with the peer to write on the other side', () => {
    const warnings = warningText(imported());
    expect(warnings).toContain('the network policies of the cluster "restate"');
    expect(warnings).toContain(JSON.stringify(ANY_RUNTIME));
    expect(warnings).toContain('allowRuntimesFrom("apps")');
  });

  test('that peer is what the cluster’s own app writes with the call that is named', () => {
    const chart = newChart();
    new RestateCluster(chart, 'restate', MINIMAL).allowRuntimesFrom('apps', 'others');
    const { from, ports } = policy(chart, 'allow-admin-access').spec.ingress[0];
    expect(from[0]).toEqual(ANY_RUNTIME);
    expect(from).toHaveLength(2);
    expect(ports).toEqual([{ port: 9070, protocol: 'TCP' }]);
  });

  test('nothing is said, and nothing made, when the other side allows the runtime', () => {
    const chart = imported(RestateRuntimeAccess.granted());
    expect(warningText(chart)).toBe('');
    expect(ofKind(chart, 'NetworkPolicy')).toEqual([]);
  });

  test('a policy of this app adds the runtime to those that the cluster allows', () => {
    const chart = imported(RestateRuntimeAccess.byNetworkPolicy());
    expect(warningText(chart)).toBe('');
    const [{ metadata, spec }] = ofKind(chart, 'NetworkPolicy');
    expect(metadata).toEqual({
      name: 'allow-admin-access-from-apps-shop-restate',
      namespace: 'restate',
    });
    expect(spec).toEqual({
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'restate',
          'app.kubernetes.io/instance': 'restate',
        },
      },
      policyTypes: ['Ingress'],
      ingress: [{ from: [OWN_RUNTIME], ports: [{ port: 9070, protocol: 'TCP' }] }],
    });
  });

  test('a namespace that is none is a fault', () => {
    const chart = newChart();
    new RestateCluster(chart, 'restate', MINIMAL).allowRuntimesFrom('My Apps');
    expect(faultsOf(chart)).toEqual([
      expect.stringContaining('[shop/restate] allowed namespaces: "My Apps"'),
    ]);
  });
});

test('a cluster of the app may call the pods behind a Service that is registered with it', () => {
  const chart = newChart();
  const cluster = new RestateCluster(chart, 'restate', MINIMAL);
  const admin = RestateAdmin.fromCluster(cluster);
  for (const [name, namespace] of [['a'], ['b'], ['c', 'elsewhere']]) {
    new RestateRegistration(chart, name, {
      namespace: 'apps',
      admin,
      endpoint: RestateEndpoint.fromService(name, namespace ? { namespace } : {}),
    });
  }
  const to = (namespace: string) => ({
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
  });
  const { egress } = policy(chart, 'allow-restate-egress').spec;
  expect(egress).toEqual(expect.arrayContaining([to('apps'), to('elsewhere')]));
  expect(egress.filter((rule: any) => rule.to[0].namespaceSelector && !rule.ports)).toHaveLength(3);
});
