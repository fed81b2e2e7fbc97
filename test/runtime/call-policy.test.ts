import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import {
  KnativeService,
  RestateAdmin,
  RestateCluster,
  RestateEndpoint,
  RestateKnativeIngress,
  RestateRegistration,
  RestateRuntimeAccess,
} from '../../src';
import type { IRestateCluster, RestateClusterSecurity } from '../../src';
import { MINIMAL } from '../cluster/synth';
import { faultsOf } from '../core/faults-of';
import { warningText } from '../core/warnings-of';
import { newChart, newDeployment, ofKind } from '../deployment/synth';

const toNamespace = (name: string) => ({
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }],
});
const egressOf = (chart: Chart, name = 'allow-restate-egress') =>
  ofKind(chart, 'NetworkPolicy').find(({ metadata }) => metadata.name === name)?.spec.egress;
const register = (chart: Chart, cluster: IRestateCluster, endpoint: RestateEndpoint) =>
  new RestateRegistration(chart, 'plain', { admin: RestateAdmin.fromCluster(cluster), endpoint });
const knative = (chart: Chart, cluster: IRestateCluster, ingress?: RestateKnativeIngress) =>
  new KnativeService(chart, 'greeter', {
    admin: RestateAdmin.fromCluster(cluster),
    image: 'greeter:1',
    ingress,
  });
const own = (chart: Chart, security: RestateClusterSecurity = {}) =>
  new RestateCluster(chart, 'restate', { ...MINIMAL, security });

describe('a cluster of the app may call', () => {
  test('what is registered by a URL of the Kubernetes cluster', () => {
    const chart = newChart();
    register(chart, own(chart), RestateEndpoint.fromUrl('http://plain.elsewhere.svc:9080'));
    expect(egressOf(chart)).toContainEqual(toNamespace('elsewhere'));
  });

  test('a deployment that is registered by the URL of the cluster, and so has no label', () => {
    const chart = newChart();
    newDeployment({ admin: RestateAdmin.fromUrl('http://restate.restate:9070') }, chart);
    own(chart);
    faultsOf(chart);
    expect(egressOf(chart)).toContainEqual(toNamespace('apps'));
  });

  test('one that has the label by hand, and needs no rule', () => {
    const chart = newChart();
    const template = {
      metadata: { labels: { 'allow.restate.dev/restate': 'true' } },
      spec: { containers: [{ name: 'app', image: 'greeter:1' }] },
    };
    newDeployment({ admin: RestateAdmin.fromUrl('http://restate.restate:9070'), template }, chart);
    own(chart);
    faultsOf(chart);
    expect(egressOf(chart)).not.toContainEqual(toNamespace('apps'));
  });

  test('whatever it says itself', () => {
    const chart = newChart();
    own(chart).allowServicesIn('one', 'two');
    expect(egressOf(chart)).toEqual(
      expect.arrayContaining([toNamespace('one'), toNamespace('two')]),
    );
  });

  test.each([
    ['kourier', RestateKnativeIngress.kourier(), ['kourier-system']],
    ['istio', RestateKnativeIngress.istio(), ['istio-system']],
    ['contour', RestateKnativeIngress.contour(), ['contour-internal', 'contour-external']],
    ['others', RestateKnativeIngress.inNamespaces('gateways'), ['gateways']],
  ])('Knative services by way of %s', (_, ingress, namespaces) => {
    const chart = newChart();
    knative(chart, own(chart), ingress);
    expect(warningText(chart)).toBe('');
    expect(egressOf(chart)).toEqual(expect.arrayContaining(namespaces.map(toNamespace)));
  });

  test('the addresses of Services at the ports that are registered', () => {
    const chart = newChart();
    const cluster = own(chart, { serviceEgress: { cidrs: ['10.100.0.0/16'] } });
    register(chart, cluster, RestateEndpoint.fromService('plain', { port: 8000 }));
    knative(chart, cluster, RestateKnativeIngress.kourier());
    const [{ ports }] = egressOf(chart, 'allow-restate-egress-to-services');
    expect(ports.map(({ port }: any) => port)).toEqual([9080, 8000, 80]);
  });
});

describe('where Knative’s ingress is not known', () => {
  test('synth warns, and names the prop', () => {
    const chart = newChart();
    knative(chart, own(chart));
    const warnings = warningText(chart);
    expect(warnings).toContain('[shop/greeter] ingress: ');
    expect(warnings).toContain('the network policies of the cluster "restate" do not allow');
    expect(warnings).toContain('RestateKnativeIngress.kourier()');
  });

  test('it does not if the cluster may call it already, or has no policies', () => {
    const allowed = newChart();
    const cluster = own(allowed);
    knative(allowed, cluster);
    cluster.allowServicesIn('istio-system');
    expect(warningText(allowed)).toBe('');
    const without = newChart();
    knative(without, own(without, { disableNetworkPolicies: true }));
    expect(warningText(without)).toBe('');
  });

  test('nor for a server that is no cluster of the app', () => {
    const chart = newChart();
    new KnativeService(chart, 'greeter', {
      admin: RestateAdmin.fromUrl('http://restate.elsewhere:9070'),
      image: 'greeter:1',
    });
    expect(warningText(chart)).toBe('');
  });

  test('a namespace that is none, or no namespace, is a fault', () => {
    const chart = newChart();
    knative(chart, own(chart), RestateKnativeIngress.inNamespaces('My Gateways'));
    expect(faultsOf(chart)).toEqual([expect.stringContaining('ingress: "My Gateways"')]);
    const other = newChart();
    knative(other, own(other), RestateKnativeIngress.inNamespaces());
    expect(faultsOf(other)).toEqual([expect.stringContaining('ingress: is in no namespace')]);
  });
});

describe('with a cluster of another app', () => {
  const imported = (runtimeAccess?: RestateRuntimeAccess) =>
    RestateCluster.fromClusterName('restate', { runtimeAccess });
  const plain = RestateEndpoint.fromService('plain');
  const addService = (chart: Chart, labels: { [key: string]: string } = {}) => {
    const selector = { app: 'plain' };
    new k8s.KubeService(chart, 'service', { metadata: { name: 'plain' }, spec: { selector } });
    new k8s.KubeDeployment(chart, 'deployment', {
      metadata: { name: 'plain' },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...selector, ...labels } },
          spec: { containers: [{ name: 'a', image: 'a' }] },
        },
      },
    });
  };

  test('a plain Service is warned of, with what the other side must allow', () => {
    const chart = newChart();
    register(chart, imported(RestateRuntimeAccess.granted()), plain);
    const warnings = warningText(chart);
    expect(warnings).toContain(
      '[shop/plain] endpoint: the network policies of the cluster "restate"',
    );
    expect(warnings).toContain('the pods behind the Service "apps/plain"');
    expect(warnings).toContain('label the pods allow.restate.dev/restate: "true"');
    expect(warnings).toContain(JSON.stringify(toNamespace('apps')));
    expect(warnings).toContain('allowServicesIn("apps")');
  });

  test('its pods are looked for in the app, and need no word if they have the label', () => {
    const labelled = newChart();
    register(labelled, imported(RestateRuntimeAccess.granted()), plain);
    addService(labelled, { 'allow.restate.dev/restate': 'true' });
    expect(warningText(labelled)).toBe('');
    const others = newChart();
    register(others, imported(RestateRuntimeAccess.granted()), plain);
    addService(others, { 'allow.restate.dev/other': 'true' });
    expect(warningText(others)).toContain('the pods behind the Service "apps/plain"');
  });

  test('nothing is said where the other side allows the namespace', () => {
    const chart = newChart();
    const access = RestateRuntimeAccess.granted({ servicesIn: ['apps', 'kourier-system'] });
    register(chart, imported(access), plain);
    knative(chart, imported(access), RestateKnativeIngress.kourier());
    expect(warningText(chart)).toBe('');
    expect(ofKind(chart, 'NetworkPolicy')).toEqual([]);
  });

  test('the ingress of Knative is warned of', () => {
    const chart = newChart();
    knative(chart, imported(RestateRuntimeAccess.granted()), RestateKnativeIngress.istio());
    expect(warningText(chart)).toContain('Knative\'s ingress in namespace "istio-system"');
  });

  test('policies of this app allow the calls, one for each namespace', () => {
    const chart = newChart();
    const cluster = imported(RestateRuntimeAccess.byNetworkPolicy());
    register(chart, cluster, plain);
    new RestateRegistration(chart, 'same', {
      admin: RestateAdmin.fromCluster(cluster),
      endpoint: RestateEndpoint.fromService('other'),
    });
    knative(chart, cluster, RestateKnativeIngress.kourier());
    expect(warningText(chart)).toBe('');
    const policies = ofKind(chart, 'NetworkPolicy').filter(({ spec }) => spec.egress);
    expect(policies.map(({ metadata }) => metadata)).toEqual([
      { name: 'allow-egress-to-apps-for-apps-shop-restate', namespace: 'restate' },
      { name: 'allow-egress-to-kourier-system-for-apps-shop-restate', namespace: 'restate' },
    ]);
    expect(policies[0].spec).toEqual({
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'restate',
          'app.kubernetes.io/instance': 'restate',
        },
      },
      policyTypes: ['Egress'],
      egress: [toNamespace('apps')],
    });
  });
});
