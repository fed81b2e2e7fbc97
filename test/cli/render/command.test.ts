import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RENDER_FLAGS } from '../../../src/cli/render/flags';
import { inputOf } from '../../parity/recordings';
import { objectsOf, run } from '../run';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'render-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const cluster = (name: string, compute = '{image: "restatedev/restate:1.5"}') => `
apiVersion: restate.dev/v1
kind: RestateCluster
metadata: {name: ${name}}
spec: {compute: ${compute}, storage: {storageRequestBytes: 1073741824}}
`;
const namespaces = (objects: any[]) =>
  objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);

test('renders all documents of all files and of standard input, in one stream', async () => {
  const two = file('two.yaml', `${cluster('a')}---${cluster('b')}`);
  const { status, stdout, stderr } = await run(['render', two, '-'], cluster('c'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(namespaces(objectsOf(stdout))).toEqual(['a', 'b', 'c']);
});

test('renders what kubectl get writes: a List with status, server-side metadata and nulls', async () => {
  const { status, stdout } = await run(
    ['render', '-'],
    `
apiVersion: v1
kind: List
metadata: {resourceVersion: ""}
items:
  - apiVersion: restate.dev/v1
    kind: RestateCluster
    metadata:
      name: live
      uid: 0f5b1c1e-4d5e-4b8c-9d0e-0c5a4f1f3d2a
      resourceVersion: "12"
      generation: 2
      creationTimestamp: "2026-01-01T00:00:00Z"
      finalizers: [clusters.restate.dev]
      annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", team: payments}
      managedFields: [{manager: kubectl, operation: Apply, fieldsV1: {f:spec: {}}}]
    spec:
      clusterName: null
      compute: {image: "restatedev/restate:1.5", affinity: null, env: [{name: A, value: null}]}
      storage: {storageRequestBytes: 1073741824}
    status: {observedGeneration: 2}
`,
  );
  expect(status).toBe(0);
  const [namespace] = objectsOf(stdout);
  expect(namespace.metadata).toEqual(
    expect.objectContaining({ name: 'live', annotations: { team: 'payments' } }),
  );
});

test('reports the faults of all files, in the order of the files, and writes no object', async () => {
  const bad = file('bad.yaml', `${cluster('Bad_Name', '{imagee: a}')}---\nkind: Pod\n`);
  const broken = file('broken.yaml', 'a: [');
  const good = file('good.yaml', cluster('good'));
  const { status, stdout, stderr } = await run([
    'render',
    good,
    bad,
    join(folder, 'none.yaml'),
    broken,
  ]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  const starts = [
    `${join(folder, 'none.yaml')}: cannot read the file: ENOENT`,
    `${bad}: Pod/(no name, document 2): kind: unsupported kind "Pod" (no apiVersion); expected RestateCluster (restate.dev/v1), `,
    `${bad}: RestateCluster/Bad_Name: spec.compute.image: missing required field; write a string (in quotes)`,
    `${bad}: RestateCluster/Bad_Name: spec.compute.imagee: unknown field (value "a"); write image`,
    `${bad}: RestateCluster/Bad_Name: metadata.name: "Bad_Name" is not a DNS subdomain`,
    `${broken}: line 1, column 5: `,
  ];
  expect(lines).toEqual(starts.map((start) => expect.stringContaining(start)));
});

test('reports the faults of the constructs together with those of the schema', async () => {
  const compute =
    '{image: "a:1", replicas: many, env: [{name: POD_NAME}], extraVolumes: [{name: tmp, emptyDir: {}}, 5]}';
  const { stderr } = await run(['render', '-'], cluster('a', compute));
  const fields = stderr
    .trimEnd()
    .split('\n')
    .map((line) => line.split(': ').slice(0, 3).join(': '));
  expect(fields).toEqual([
    '-: RestateCluster/a: spec.compute.replicas',
    '-: RestateCluster/a: spec.compute.extraVolumes[1]',
    '-: RestateCluster/a: spec.compute.env[0].name',
  ]);
});

test('a document without kind or name is identified by its number in the file, and each fault is reported once', async () => {
  const text =
    'apiVersion: restate.dev/v1\nkind: RestateCluster\nmetadata: oops\n---\n[a]\n---\ntext\n';
  const { stderr } = await run(['render', '-'], text);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      /^-: document 2: must be a Kubernetes object, got \["a"\]; expected RestateCluster/,
    ),
    expect.stringMatching(
      /^-: document 3: must be a Kubernetes object, got "text"; expected RestateCluster/,
    ),
    '-: RestateCluster/(no name, document 1): spec: missing required field; write a map',
    '-: RestateCluster/(no name, document 1): metadata: "oops" is a string; write a map',
  ]);
});

test('reports an output folder that cannot be written in one line', async () => {
  const out = join(file('a-file', ''), 'out');
  const { status, stderr } = await run(['render', '-', '--output-dir', out], cluster('a'));
  expect(status).toBe(1);
  expect(stderr).toMatch(/^cdk8s-restate: --output-dir: ENOTDIR.*\n$/);
});

test('refuses two resources of one name', async () => {
  const { status, stderr } = await run(['render', file('a.yaml', cluster('a')), '-'], cluster('a'));
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^-: RestateCluster\/a: metadata\.name: duplicate RestateCluster "a", also in \S+a\.yaml; rename or remove one of them/,
  );
});

test('refuses labels and annotations that Kubernetes refuses', async () => {
  const { stderr } = await run(
    ['render', '-'],
    cluster('a').replace(
      '{name: a}',
      '{name: a, labels: {"-x": "a b"}, annotations: {"a/b/c": ""}, namespace: b}',
    ),
  );
  expect(stderr).toContain('metadata.labels["-x"]: "a b" is not a label value');
  expect(stderr).toContain('metadata.annotations: the key "a/b/c" is not a qualified name');
  expect(stderr).toContain(
    'metadata.namespace: RestateCluster is cluster-scoped, got namespace "b"; remove metadata.namespace',
  );
});

test('an unsupported apiVersion is distinguished from an unsupported kind', async () => {
  const { stderr } = await run(
    ['render', '-'],
    cluster('a').replace('restate.dev/v1', 'restate.dev/v1alpha1'),
  );
  expect(stderr).toBe(
    '-: RestateCluster/a: apiVersion: no matches for kind "RestateCluster" in version "restate.dev/v1alpha1"; write restate.dev/v1\n',
  );
});

test('strings that YAML 1.1 takes for something else come out in quotes', async () => {
  const values = [
    'yes',
    'on',
    'n',
    '0755',
    '1_000',
    '1e3',
    'null',
    '~',
    '2001-12-14',
    '12:30',
    '0x1f',
    '.5',
    '',
  ];
  const env = values.map((value, index) => `{name: V${index}, value: "${value}"}`);
  const { stdout } = await run(
    ['render', '-'],
    cluster('a', `{image: "a:1", env: [${env.join(', ')}]}`),
  );
  const set = objectsOf(stdout).find(({ kind }) => kind === 'StatefulSet');
  const given = set.spec.template.spec.containers[0].env.filter(({ name }: any) =>
    /^V\d/.test(name),
  );
  expect(given.map(({ value }: any) => value ?? '')).toEqual(values);
});

test('an integer is rendered digit for digit, or refused', async () => {
  const sidecar = '{name: s, image: "s:1", securityContext: {runAsUser: 9007199254740993}}';
  const { stdout } = await run(
    ['render', '-'],
    cluster('a', `{image: "a:1", sidecars: [${sidecar}]}`),
  );
  expect(stdout).toContain('runAsUser: 9007199254740993\n');
  const tooLarge = cluster('a').replace('1073741824', '9223372036854775807');
  expect((await run(['render', '-'], tooLarge)).stderr).toMatch(
    /spec\.storage\.storageRequestBytes: /,
  );
});

test('--output-dir writes one file for each object and a line for each file', async () => {
  const out = join(folder, 'new/out');
  const args = ['render', inputOf('cluster-minimal')];
  const { status, stdout, stderr } = await run([...args, '--output-dir', out]);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  const files = readdirSync(out)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  expect(files[0]).toMatch(/-namespace\.yaml$/);
  expect(stderr.trimEnd().split('\n').sort()).toEqual(
    files.map((name) => `wrote ${join(out, name)}`),
  );
  const written = files.flatMap((name) => objectsOf(readFileSync(join(out, name), 'utf8')));
  const streamed = objectsOf((await run(args)).stdout);
  expect(written).toHaveLength(streamed.length);
  expect(written).toEqual(expect.arrayContaining(streamed));
});

test('--output-dir writes nothing if anything is wrong', async () => {
  const out = join(folder, 'out');
  const { status } = await run(['render', '-', '--output-dir', out], `${cluster('a')}---\n[]\n`);
  expect(status).toBe(1);
  expect(existsSync(out)).toBe(false);
});

test('with the flags of an operator its pods reach the admin API', async () => {
  const flags = [
    '--operator-namespace=ops',
    '--operator-label-name=app',
    '--operator-label-value=op',
  ];
  const { stdout } = await run(['render', '-', ...flags], cluster('a'));
  const objects = objectsOf(stdout);
  const policy = objects.find(({ metadata }) => metadata.name === 'allow-admin-access');
  expect(policy.spec.ingress[0].from).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
      podSelector: { matchLabels: { app: 'op' } },
    },
  ]);
});

test('warnings go to standard error and do not hold back the output', async () => {
  const text = cluster('a').replace('spec: {', 'spec: {config: "worker-threads = 1", ');
  const { status, stdout, stderr } = await run(['render', '-'], text);
  expect(status).toBe(0);
  expect(namespaces(objectsOf(stdout))).toEqual(['a']);
  expect(stderr).toMatch(/^Warning: -: RestateCluster\/a: spec\.config\.worker-threads: .+; .+\n$/);
});

test('a Secret of Restate Cloud that the runtime cannot mount is a warning', async () => {
  const args = ['render', inputOf('deployment-cloud')];
  const { status, stderr } = await run([...args, '--operator-namespace=ops']);
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^Warning: \S+: RestateDeployment\/cloudy: spec\.restate\.register\.cloud: the runtime in namespace "apps" mounts the Secret "my-env-secret", which the tunnel uses in namespace "ops"; copy the Secret to namespace "apps"\n$/,
  );
  for (const other of ['--operator-namespace=apps', '--without-runtime']) {
    expect((await run([...args, other])).stderr).toBe('');
  }
});

test('a misspelled kind, flag or command gets a suggestion', async () => {
  const { stderr } = await run(
    ['render', '-'],
    cluster('a').replace('RestateCluster', 'RestateClustr'),
  );
  expect(stderr).toBe(
    '-: RestateClustr/a: kind: unsupported kind "RestateClustr" (apiVersion "restate.dev/v1"); write RestateCluster\n',
  );
  expect((await run(['render', '--without-runtme', '-'])).stderr).toMatch(
    /^cdk8s-restate: unknown flag: --without-runtme; did you mean --without-runtime\?\n/,
  );
  expect((await run(['rendr'])).stderr).toMatch(
    /^cdk8s-restate: unknown command "rendr"; did you mean "render"\?\n/,
  );
});

test('a missing kind or apiVersion is reported as a missing field', async () => {
  const text = '{metadata: {name: a}}\n---\n{kind: RestateCluster, metadata: {name: a}}';
  expect((await run(['render', '-'], text)).stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      /^-: \(no kind\)\/a: kind: missing required field; expected RestateCluster /,
    ),
    '-: RestateCluster/a: apiVersion: missing required field; write restate.dev/v1',
  ]);
});

test.each([
  ['an unknown flag', ['render', '--zone', 'a']],
  ['an unknown short flag', ['status', '-q']],
  ['a flag in place of a value', ['render', '--cluster-dns', '--without-runtime', 'a.yaml']],
  ['a boolean with a value', ['render', '--without-runtime=no', 'a.yaml']],
  ['no file', ['render']],
  ['a flag without its value', ['render', 'a.yaml', '--cluster-dns']],
  [
    'an incomplete set of flags for the operator’s pods',
    ['render', 'a.yaml', '--operator-label-name=app', '--operator-namespace=ops'],
  ],
  ['an unsupported output format', ['status', '-o', 'xml']],
  ['an unknown command', ['rendr']],
  ['no command', []],
])('%s ends with 2, what is wrong, and the usage', async (_, args) => {
  const { status, stdout, stderr } = await run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^cdk8s-restate: .+\n\nUsage: cdk8s-restate /);
});

test('the usage of a command lists each of its flags, in lines that fit a terminal', async () => {
  const { stdout } = await run(['render', '--help']);
  for (const { name } of Object.values(RENDER_FLAGS)) expect(stdout).toContain(`--${name}`);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
});

test('--help and --version are answered on standard output', async () => {
  expect(await run(['--help'])).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^Usage: /),
    stderr: '',
  });
  expect((await run(['render', '--help'])).stdout).toContain(
    '--aws-pod-identity-association-cluster',
  );
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

const deployment = (name: string) => `
apiVersion: restate.dev/v1beta1
kind: RestateDeployment
metadata: {name: ${name}, namespace: apps}
spec:
  restate: {register: {cluster: restate}}
  template: {spec: {containers: [{name: app, image: "app:1"}]}}
`;

test('deployments of a namespace share a runtime, under the name that the flag gives it', async () => {
  const { stdout } = await run(
    ['render', '--runtime-name=shop', '-'],
    `${deployment('a')}---${deployment('b')}`,
  );
  const objects = objectsOf(stdout);
  const desired = objects.filter(({ data }) => data?.['desired.json'] !== undefined);
  expect(desired.map(({ metadata }) => metadata.name)).toEqual(['shop-desired']);
  const { id, idIsDefault, deployments } = JSON.parse(desired[0].data['desired.json']);
  expect({ id, idIsDefault }).toEqual({ id: 'shop', idIsDefault: undefined });
  expect(deployments.map(({ name }: any) => name)).toEqual(['a', 'b']);
});

test('a deployment registers with the cluster of the same input, whose policy lets its runtime in', async () => {
  const { stdout } = await run(['render', '-'], `${deployment('a')}---${cluster('restate')}`);
  const policy = objectsOf(stdout).find(({ metadata }) => metadata.name === 'allow-admin-access');
  expect(policy.spec.ingress[0].from).toEqual([
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } },
      podSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'cdk8s-restate-runtime',
          'app.kubernetes.io/instance': 'render-restate',
        },
      },
    },
  ]);
});

test('a name that no runtime can have is refused', async () => {
  const { status, stderr } = await run(['render', '--runtime-name=My App', '-'], deployment('a'));
  expect(status).toBe(2);
  expect(stderr).toContain('--runtime-name: "My App" is not a DNS label');
});

describe('services whose cluster is not in the input', () => {
  const service = `
apiVersion: restate.dev/v1beta1
kind: RestateDeployment
metadata: {name: service, namespace: apps}
spec:
  restate: {register: {cluster: restate}}
  selector: {matchLabels: {app: service}}
  template:
    metadata: {labels: {app: service}}
    spec: {containers: [{name: service, image: "service:1"}]}
`;

  test('come with a warning of what its network policies must allow', async () => {
    const { status, stderr } = await run(['render', '-'], service);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^Warning: -: RestateDeployment\/service: spec\.restate\.register: the network policies of the cluster "restate".*"kubernetes\.io\/metadata\.name":"apps".*--runtime-access/,
    );
  });

  test.each([
    ['granted', 0],
    ['network-policy', 1],
  ])('come without one where that is %s', async (how, policies) => {
    const { stdout, stderr } = await run(['render', `--runtime-access=${how}`, '-'], service);
    expect(stderr).toBe('');
    const made = objectsOf(stdout).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(made).toHaveLength(policies);
    for (const { metadata } of made) expect(metadata.namespace).toBe('restate');
  });
});

test('--output-dir removes what the last run wrote and this one does not, and nothing else', async () => {
  const out = join(folder, 'out');
  const input = file('in.yaml', `${cluster('a')}---${cluster('b')}`);
  await run(['render', '--output-dir', out, input]);
  writeFileSync(join(out, 'b.mine.yaml'), 'mine');
  writeFileSync(join(folder, 'outside.yaml'), 'mine');
  const list = join(out, '.cdk8s-restate-files');
  writeFileSync(list, `${readFileSync(list, 'utf8')}../outside.yaml\n`);

  const { status, stderr } = await run([
    'render',
    '--output-dir',
    out,
    file('in.yaml', cluster('a')),
  ]);
  expect(status).toBe(0);
  expect(stderr).toContain(`removed ${join(out, 'b-namespace.yaml')}\n`);
  const files = readdirSync(out);
  expect(files).toContain('a-namespace.yaml');
  expect(files.filter((name) => name.startsWith('b'))).toEqual(['b.mine.yaml']);
  expect(existsSync(join(folder, 'outside.yaml'))).toBe(true);
  expect(
    readFileSync(list, 'utf8')
      .split('\n')
      .filter((name) => name.startsWith('b')),
  ).toEqual([]);
});

test.each(['', '# nothing\n', 'apiVersion: v1\nkind: List\nitems: []\n'])(
  'input without objects is an error: %j',
  async (text) => {
    expect(await run(['render', '-'], text)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'cdk8s-restate: no objects in -; check the command or the files that it comes from\n',
    });
  },
);
