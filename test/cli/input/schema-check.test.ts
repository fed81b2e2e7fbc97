import { SchemaCheck } from '../../../src/cli/input/schema-check';
import { faultText } from '../../../src/core/faults';

const schemas = new SchemaCheck();

function check(kind: string, spec: unknown, metadata: unknown = { name: 'a' }) {
  const known = schemas.kindOf(
    kind === 'RestateCluster' ? 'restate.dev/v1' : 'restate.dev/v1beta1',
    kind,
  )!;
  const verdict = schemas.check(known, { metadata, spec });
  return {
    faults: verdict.faults.map(faultText),
    warnings: verdict.warnings.map(faultText),
  };
}

const cluster = (compute: unknown, rest: object = {}) =>
  check('RestateCluster', {
    compute: { image: 'a:1', ...(compute as object) },
    storage: { storageRequestBytes: 1 },
    ...rest,
  });
const deployment = (podSpec: unknown) =>
  check('RestateDeployment', {
    restate: { register: { cluster: 'a' } },
    template: { spec: podSpec },
  });

test('reports every fault with the path of the field, the value and the remedy', () => {
  expect(
    check('RestateCluster', {
      compute: {
        imagee: 'a:1',
        replicas: '3',
        env: [{ value: 5 }],
        labels: { 'a.b/c': true },
        tolerations: { key: 'a' },
      },
      storage: { storageRequestBytes: 0 },
      securty: {},
    }).faults.sort(),
  ).toEqual([
    'spec.compute.env[0].name: missing required field; write a string (in quotes)',
    'spec.compute.env[0].value: 5 is an integer; write a string (in quotes)',
    'spec.compute.image: missing required field; write a string (in quotes)',
    'spec.compute.imagee: unknown field (value "a:1"); write image',
    'spec.compute.labels["a.b/c"]: true is a boolean; write a string (in quotes)',
    'spec.compute.replicas: "3" is a string; write an integer',
    'spec.compute.tolerations: {"key":"a"} is a map; write a list',
    'spec.securty: unknown field (value {}); write security',
    'spec.storage.storageRequestBytes: must be greater than or equal to 1, got 0; write 1 or more',
  ]);
});

test('lists the known fields if none is similar', () => {
  expect(cluster({}, { cluster: { zones: 3 } }).faults).toEqual([
    'spec.cluster.zones: unknown field (value 3); remove it, or write one of autoProvision',
  ]);
});

test('checks parts of pods down to the fields that are newer than the typed structs', () => {
  expect(
    cluster({
      sidecars: [{ name: 'a', restartPolicyRules: [{ action: 'Restart' }], resizePolicy: [] }],
      lifecycle: { stopSignal: 'SIGTERM' },
      extraVolumes: [{ name: 'm', image: { reference: 'a:1' } }],
    }),
  ).toEqual({ faults: [], warnings: [] });
  expect(cluster({ sidecars: [{ name: 'a', restartPolicyRule: [] }] }).faults).toEqual([
    'spec.compute.sidecars[0].restartPolicyRule: unknown field (value []); write restartPolicyRules',
  ]);
});

test('takes a port by number or name, and a quantity with or without a unit', () => {
  const probe = (port: unknown) =>
    cluster({ sidecars: [{ name: 'a', livenessProbe: { httpGet: { port } } }] }).faults;
  expect(probe(80)).toEqual([]);
  expect(probe('http')).toEqual([]);
  expect(probe(true)).toEqual([
    'spec.compute.sidecars[0].livenessProbe.httpGet.port: true is a boolean; write an integer or a string (in quotes)',
  ]);
  expect(cluster({ resources: { limits: { cpu: 1, memory: '1Gi' } } }).faults).toEqual([]);
});

test('refuses numbers that do not fit the field', () => {
  expect(cluster({ replicas: 2 ** 31 }).faults).toEqual([
    'spec.compute.replicas: 2147483648 is out of range; write a number in the range of int32',
  ]);
  expect(
    check('RestateDeployment', {
      deploymentMode: 'serverless',
      knative: { tag: 'V1' },
      restate: { register: { service: { name: 'a', namespace: 'b', port: 0 } } },
      template: { spec: { containers: [] } },
    }).faults,
  ).toEqual([
    'spec.deploymentMode: unsupported value "serverless"; supported values: "replicaset", "knative"',
    'spec.knative.tag: "V1" does not match the pattern; write a value that matches ^[a-z]([-a-z0-9]*[a-z0-9])?$',
    'spec.restate.register.service.port: must be greater than or equal to 1, got 0; write 1 or more',
  ]);
});

test('warns of a field of a pod template that Kubernetes 1.34 does not know, and passes null on', () => {
  expect(deployment({ containers: [{ name: 'a', image: null, newer: 1 }], volumes: null })).toEqual(
    {
      faults: [],
      warnings: [
        expect.stringMatching(/^spec\.template\.spec\.containers\[0\]\.newer: unknown field/),
      ],
    },
  );
  expect(deployment({ containers: 'a' }).faults).toEqual([
    'spec.template.spec.containers: "a" is a string; write a list',
  ]);
});

test('checks metadata as Kubernetes defines it', () => {
  expect(
    check(
      'RestateCluster',
      { compute: { image: 'a' }, storage: { storageRequestBytes: 1 } },
      { nam: 'a' },
    ).faults,
  ).toEqual(['metadata.nam: unknown field (value "a"); write name']);
});
