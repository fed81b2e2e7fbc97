/** What people set in the values of the Helm chart. */
import { Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { MINIMAL, newCluster, object, objects, podTemplate } from './synth';
import { RestateConfig, RestateIdentity, RestateServiceType } from '../../src';
import type { RestateClusterCompute, RestateClusterProps, RestateClusterStorage } from '../../src';
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

describe('storage', () => {
  const withStorage = (storage: RestateClusterStorage, props: Partial<RestateClusterProps> = {}) =>
    newCluster({ storage, ...props });
  const made = (storage: RestateClusterStorage) => {
    const cluster = withStorage(storage);
    const { template, volumeClaimTemplates } = object(cluster, 'StatefulSet', 'restate').spec;
    return {
      volume: template.spec.volumes.find(({ name }: any) => name === 'storage'),
      volumeClaimTemplates,
      mount: template.spec.containers[0].volumeMounts[0],
      jobs: objects(cluster).filter(({ kind }) => kind === 'Job').length,
      warnings: warningsOf(cluster),
    };
  };
  const nothingElse = {
    volumeClaimTemplates: undefined,
    mount: { name: 'storage', mountPath: '/restate-data' },
    // There are no claims that a Job could expand.
    jobs: 0,
    warnings: [],
  };

  test('that is ephemeral is an emptyDir, and its size is the limit', () => {
    expect(made({ ephemeral: true })).toEqual({
      volume: { name: 'storage', emptyDir: {} },
      ...nothingElse,
    });
    expect(made({ ephemeral: true, size: Size.gibibytes(1) })).toEqual({
      volume: { name: 'storage', emptyDir: { sizeLimit: '1073741824' } },
      ...nothingElse,
    });
  });

  test('that exists is mounted, and neither made nor expanded', () => {
    expect(made({ existingClaim: 'restate-data' })).toEqual({
      volume: { name: 'storage', persistentVolumeClaim: { claimName: 'restate-data' } },
      ...nothingElse,
    });
  });

  test('no script is applied where no Job runs it', () => {
    const names = (storage: RestateClusterStorage) =>
      objects(withStorage(storage)).filter(({ metadata }) => /script/.test(metadata.name)).length;
    expect(names({ size: Size.gibibytes(1) })).toBe(1);
    expect(names({ ephemeral: true })).toBe(0);
  });

  test('nodes with claims of their own need a size', () => {
    expect(faultsOf(withStorage({}))).toEqual([expect.stringMatching(/storage\.size: 0 bytes/)]);
  });

  test.each<[string, RestateClusterStorage, Partial<RestateClusterProps>, RegExp]>([
    [
      'both',
      { ephemeral: true, existingClaim: 'data' },
      {},
      /storage\.existingClaim: "data" is given with ephemeral storage; remove one/,
    ],
    [
      'one claim for three nodes',
      { existingClaim: 'data' },
      { compute: { ...MINIMAL.compute, replicas: 3 }, config: RestateConfig.raft() },
      /storage\.existingClaim: "data" can't be the volume of 3 nodes/,
    ],
    [
      'a Job that provisions the cluster',
      { ephemeral: true },
      { autoProvision: true, config: RestateConfig.raft() },
      /storage\.ephemeral: true with autoProvision: .*; remove autoProvision/,
    ],
    ['a name that is none', { existingClaim: 'My Data' }, {}, /storage\.existingClaim: "My Data"/],
  ])('%s is refused', (_, storage, props, fault) => {
    expect(faultsOf(withStorage(storage, props))).toEqual([expect.stringMatching(fault)]);
  });

  test('what is about claims is told to have no effect', () => {
    const cluster = withStorage({
      existingClaim: 'data',
      size: Size.gibibytes(1),
      storageClassName: 'fast',
    });
    expect(warningsOf(cluster)).toEqual(
      ['size', 'storageClassName'].map((field) =>
        expect.stringContaining(`storage.${field}: has no effect with storage.existingClaim`),
      ),
    );
  });
});

describe('a ServiceAccount of one’s own', () => {
  const security = { serviceAccountName: 'mine' };

  test('is that of the pods and canaries, and none is created', () => {
    const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::1:role/a', {
      eksClusterName: 'eks',
    });
    const cluster = newCluster({ security: { ...security, identity } });
    expect(cluster.serviceAccount).toBeUndefined();
    expect(object(cluster, 'ServiceAccount', 'restate')).toBeUndefined();
    expect(podTemplate(cluster).spec.serviceAccountName).toBe('mine');
    const association = object(cluster, 'PodIdentityAssociation', 'restate');
    expect(association.spec.serviceAccount).toBe('mine');
    const canary = objects(cluster).find(({ metadata }) => /canary/.test(metadata.name));
    expect(canary.spec.template.spec.serviceAccountName).toBe('mine');
  });

  test('is what Google Cloud binds', () => {
    const identity = RestateIdentity.gcpServiceAccount('a@b.iam.gserviceaccount.com');
    const cluster = newCluster({ security: { ...security, identity } });
    const member = object(cluster, 'IAMPolicyMember', 'restate-workload-identity');
    expect(member.spec.member).toBe('serviceAccount:b.svc.id.goog[restate/mine]');
  });

  test.each<[string, object, RegExp]>([
    [
      'annotations that it would not get',
      { serviceAccountAnnotations: { team: 'shop' } },
      /serviceAccountAnnotations: the ServiceAccount "mine" is not created here; annotate it where/,
    ],
    ['a name that is none', { serviceAccountName: 'My' }, /serviceAccountName: "My" is not a DNS/],
  ])('%s: refused', (_, more, fault) => {
    expect(faultsOf(newCluster({ security: { ...security, ...more } }))).toEqual([
      expect.stringMatching(fault),
    ]);
  });
});
