/** What people set in the values of the Helm chart. */
import { k8s } from 'cdk8s-plus-28';
import { MINIMAL, newCluster, object, objects, podTemplate } from './synth';
import { RestateServiceType } from '../../src';
import type { RestateClusterCompute, RestateClusterProps } from '../../src';
import { faultsOf } from '../core/faults-of';
import { warningsOf } from '../core/warnings-of';

const withCompute = (compute: Partial<RestateClusterCompute>) =>
  newCluster({ compute: { ...MINIMAL.compute, ...compute } });

describe('the Service', () => {
  const spec = (props: Partial<RestateClusterProps>) =>
    object(newCluster(props), 'Service', 'restate').spec;
  const OUTSIDE = { networkPeers: { ingress: [{ ipBlock: { cidr: '203.0.113.0/24' } }] } };

  test('has a type, further ports, and whatever else a Service can have', () => {
    const service = {
      type: RestateServiceType.NODE_PORT,
      extraPorts: [{ name: 'proxy', port: 8443, targetPort: k8s.IntOrString.fromNumber(8444) }],
      overrides: {
        externalTrafficPolicy: 'Local',
        ports: [{ name: 'ingress', nodePort: 30080 }],
      },
    };
    const { type, externalTrafficPolicy, ports } = spec({ service, security: OUTSIDE });
    expect({ type, externalTrafficPolicy }).toEqual({
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
    });
    expect(ports).toEqual([
      { name: 'ingress', port: 8080, appProtocol: 'kubernetes.io/h2c', nodePort: 30080 },
      { name: 'admin', port: 9070, appProtocol: 'kubernetes.io/h2c' },
      { name: 'metrics', port: 5122, appProtocol: 'kubernetes.io/h2c' },
      { name: 'proxy', port: 8443, targetPort: 8444 },
    ]);
  });

  test('has no type of its own by default', () => {
    expect(spec({})).not.toHaveProperty('type');
  });

  const LOAD_BALANCER = { service: { type: RestateServiceType.LOAD_BALANCER } };

  test.each<[string, Partial<RestateClusterProps>, RegExp[]]>([
    ['closed by the policies', LOAD_BALANCER, [/service\.type: .* opens nothing: /]],
    ['open for ingress', { ...LOAD_BALANCER, security: OUTSIDE }, []],
    [
      'open for administrators',
      {
        ...LOAD_BALANCER,
        security: { networkPeers: { ...OUTSIDE.networkPeers, admin: [] } },
      },
      [/service\.type: .* opens the admin API, .*networkPeers\.admin/],
    ],
    [
      'without policies',
      { ...LOAD_BALANCER, security: { disableNetworkPolicies: true } },
      [/service\.type: .* opens the admin API, .*disableNetworkPolicies/],
    ],
    [
      'for pods only',
      {
        service: { type: RestateServiceType.CLUSTER_IP },
        security: { disableNetworkPolicies: true },
      },
      [],
    ],
  ])('is told whom it opens what to: %s', (_, props, warnings) => {
    expect(warningsOf(newCluster(props))).toEqual(
      warnings.map((pattern) => expect.stringMatching(pattern)),
    );
  });

  test('peers that are allowed later count', () => {
    const cluster = newCluster(LOAD_BALANCER);
    cluster.allowIngressFrom(...OUTSIDE.networkPeers.ingress);
    expect(warningsOf(cluster)).toEqual([]);
  });

  test.each<[string, any, RegExp]>([
    ['another type', { type: 'Balancer' }, /service\.type: unsupported value "Balancer"; /],
    [
      'a name that is taken',
      { extraPorts: [{ name: 'admin', port: 1 }] },
      /duplicate port name "admin"/,
    ],
    [
      'no name',
      { extraPorts: [{ port: 1 }] },
      /extraPorts\[0\]\.name: undefined is not a port name/,
    ],
    [
      'a port that is none',
      { extraPorts: [{ name: 'a', port: 0 }] },
      /extraPorts\[0\]\.port: 0 is not/,
    ],
  ])('%s is refused', (_, service, fault) => {
    expect(faultsOf(newCluster({ service }))).toEqual([expect.stringMatching(fault)]);
  });
});

describe('init containers', () => {
  const container = (name: string, more = {}) => ({ name, image: 'tool:1', ...more });

  test('run after those of the cluster and before the sidecars', () => {
    const cluster = newCluster({
      compute: {
        ...MINIMAL.compute,
        extraInitContainers: [container('restore')],
        sidecars: [container('proxy')],
      },
      security: { trustedCaCerts: [{ secretName: 'ca', key: 'ca.pem' }] },
    });
    const { initContainers } = podTemplate(cluster).spec;
    expect(initContainers.map(({ name }: any) => name)).toEqual([
      'combine-ca-certs',
      'restore',
      'proxy',
    ]);
    expect(initContainers[1]).not.toHaveProperty('restartPolicy');
  });

  test.each<[string, Partial<RestateClusterCompute>, RegExp]>([
    [
      'the name of a sidecar',
      { extraInitContainers: [container('a')], sidecars: [container('a')] },
      /compute\.sidecars\[0\]\.name: duplicate container name "a"/,
    ],
    [
      'the name of the server',
      { extraInitContainers: [container('restate')] },
      /compute\.extraInitContainers\[0\]\.name: duplicate container name "restate"/,
    ],
    [
      'no image',
      { extraInitContainers: [{ name: 'a' }] },
      /compute\.extraInitContainers\[0\]\.image: missing required field/,
    ],
    [
      'a mount of no volume',
      { extraInitContainers: [container('a', { volumeMounts: [{ name: 'x', mountPath: '/x' }] })] },
      /compute\.extraInitContainers\[0\]\.volumeMounts\[0\]/,
    ],
  ])('%s is refused', (_, compute, fault) => {
    expect(faultsOf(withCompute(compute))).toEqual([expect.stringMatching(fault)]);
  });
});

test('the disruption budget can be left out', () => {
  const kinds = (podDisruptionBudget?: boolean) =>
    objects(withCompute({ podDisruptionBudget })).map(({ kind }) => kind);
  expect(kinds()).toContain('PodDisruptionBudget');
  expect(kinds(false)).toEqual(kinds().filter((kind) => kind !== 'PodDisruptionBudget'));
});
