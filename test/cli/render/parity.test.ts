import { SchemaCheck } from '../../../src/cli/input/schema-check';
import { comparable } from '../../parity/comparable';
import hashes from '../../parity/hashes.json';
import {
  casesOf,
  expectedOf,
  inputOf,
  OPERATOR_FLAGS,
  refusalOf,
  refusalsOf,
} from '../../parity/recordings';
import { objectsOf, run } from '../run';

const FLAGS = ['render', ...OPERATOR_FLAGS, '--without-runtime'];

const CASES = [
  ...casesOf('cluster-'),
  ...casesOf('cloud-'),
  'deployment-cloud',
  'deployment-knative-tag',
  'deployment-minimal',
  'deployment-service-ref',
  'deployment-url-no-selector',
];

test.each(CASES)('%s is rendered as the operator wrote it', async (name) => {
  const { status, stdout, stderr } = await run([...FLAGS, inputOf(name)]);
  expect(stderr).not.toMatch(/^(?!Warning: )./m);
  expect(status).toBe(0);
  expect(comparable(objectsOf(stdout))).toEqual(comparable(expectedOf(name)));
});

test('custom objects of a cluster are as their kinds have them', async () => {
  const schemas = SchemaCheck.shared();
  const checked = new Set<string>();
  for (const name of casesOf('cluster-')) {
    const { stdout } = await run([...FLAGS, inputOf(name)]);
    for (const object of objectsOf(stdout)) {
      const kind = schemas.kindOf(object.apiVersion, object.kind);
      if (kind === undefined) continue;
      expect(schemas.check(kind, object)).toEqual({ faults: [], warnings: [] });
      checked.add(object.kind);
    }
  }
  expect([...checked].sort()).toEqual(['PodIdentityAssociation', 'SecurityGroupPolicy']);
}, 30_000);

test('deployment-autoscaled is rendered with an autoscaler in place of a number of replicas', async () => {
  const { stdout } = await run([...FLAGS, inputOf('deployment-autoscaled')]);
  const recorded = comparable(expectedOf('deployment-autoscaled'));
  const replicaSet = recorded.find(({ kind }) => kind === 'ReplicaSet');
  delete replicaSet.spec.replicas;
  const { name, namespace, labels } = replicaSet.metadata;
  const autoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': labels['app.kubernetes.io/managed-by'],
        'restate.dev/owned-by': labels['restate.dev/owned-by'],
      },
    },
    spec: {
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name },
    },
  };
  expect(comparable(objectsOf(stdout))).toEqual(comparable([...recorded, autoscaler]));
});

test('all recorded pod templates are rendered under the names that the operator gave them', async () => {
  const input = hashes.map((recorded) => JSON.stringify(recorded.input)).join('\n---\n');
  const { stdout, stderr } = await run([...FLAGS, '-'], input);
  expect(stderr).not.toMatch(/^(?!Warning: )./m);
  const replicaSets = objectsOf(stdout).filter(({ kind }) => kind === 'ReplicaSet');
  expect(
    replicaSets.map(({ metadata }) => [
      metadata.name,
      metadata.annotations['restate.dev/pod-template'],
    ]),
  ).toEqual(
    hashes.map(({ input: { metadata }, hash, podTemplate }) => [
      `${metadata.name}-${hash}`,
      podTemplate,
    ]),
  );
});

/** What each refusal is about: the field and what was given for it. */
const REFUSALS: { [name: string]: RegExp } = {
  'cluster-autoprovision-bad-toml': /: spec\.config: .*TOML.*line 1/,
  'cluster-autoprovision-env-overrides': /: spec\.compute\.env\b.*"true"/,
  'cluster-autoprovision-true': /: spec\.config\b.*true/,
  'cluster-autoprovision-unset': /: spec\.config\b.*not set/,
  'cluster-gcp-bad-email': /: spec\.security\.serviceAccountAnnotations\b.*"not-an-email"/,
  'cluster-replicas-negative': /: spec\.compute\.replicas: .* got -1;/,
  'cluster-signing-both': /: spec\.security\.requestSigningPrivateKey: .*"private\.pem"/,
  'cluster-signing-none': /: spec\.security\.requestSigningPrivateKey: .*"v1"/,
  'cluster-signing-v2': /: spec\.security\.requestSigningPrivateKey\.version: .*"v2"/,
  'cluster-storage-zero': /: spec\.storage\.storageRequestBytes: .* got 0;/,
  'cluster-volume-name':
    /: spec\.compute\.extraVolumes\[0\]\.name: .*"tmp"(.|\n)*extraVolumes\[1\]\.name: .*"config"/,
  'deployment-knative-bad-port':
    /: spec\.template\.spec\.containers\[0\]\.ports\[0\]\.name: .*"restate"/,
  'deployment-knative-with-replicaset-fields': /: spec\.knative: .*"v1"/,
  'deployment-register-none': /: spec\.restate\.register: .* got \{\};/,
  'deployment-register-two': /: spec\.restate\.register: .*"http:\/\/a:9070"/,
  'deployment-selector-mismatch': /: spec\.selector\.matchLabels\["app"\]: "other" .*"this"/,
  'cluster-volume-path': /: spec\.compute\.extraVolumeMounts\[0\]\.mountPath: .*"\/restate-data"/,
};

const ACCEPTED = 'deployment-service-path-bad';

test.each(refusalsOf('').filter((name) => name !== ACCEPTED))(
  '%s is refused with file, resource, field, value and remedy',
  async (name) => {
    const { status, stdout, stderr } = await run([...FLAGS, refusalOf(name)]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(REFUSALS[name]);
    for (const line of stderr.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(Warning: )?\S+\.yaml: Restate(Cluster|Deployment)\/err-[\w-]+: [\w.[\]"/-]+: .+; .+$/,
      );
    }
  },
);

test('a service path without a leading slash gets one in the URL, and keeps its hash', async () => {
  const { status, stdout } = await run(['render', refusalOf(ACCEPTED)]);
  expect(status).toBe(0);
  const replicaSet = objectsOf(stdout).find(({ kind }) => kind === 'ReplicaSet');
  const { name, annotations } = replicaSet.metadata;
  expect(annotations['restate.dev/uri']).toBe(
    `http://${name}.apps.svc.cluster.local:9080/no-leading-slash`,
  );
});
