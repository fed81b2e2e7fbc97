import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, desired, liveOf, statusOf } from './made';
import { RestateGate } from '../../../src';
import { NAMES, podLabels, STATUS_KEY } from '../../../src/contract';
import { FakeKubectl } from '../fake-kubectl';
import { run } from '../run';

const V1 = app({ deployments: { greeter: { image: 'a:1' } } });
const V2 = app({ deployments: { greeter: { image: 'a:2', replicas: 2 } } });
const [v1, v2] = [V1, V2].map((text) => desired(text, 'greeter'));

let kubectl: FakeKubectl;
beforeAll(() => (kubectl = new FakeKubectl()));
beforeEach(() => kubectl.has({}));
afterAll(() => kubectl.remove());

/** What is there once the first version was applied, and serves. */
function served(): any[] {
  const status = statusOf('greeter', [
    {
      object: v1.object,
      state: 'Latest',
      invocations: 3,
      replicas: { desired: 1, ready: 1 },
    },
  ]);
  const stored = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAMES.status('app'), namespace: 'shop', labels: podLabels('app') },
    data: { [STATUS_KEY]: JSON.stringify(status) },
  };
  const live = liveOf(V1, { applied: [V1], registered: [v1.object] });
  return [...live.objects.values(), stored];
}

test('the plan is Markdown for people: what happens to whom, what holds it, and what is unknown', async () => {
  kubectl.has({ objects: served() });
  const { status, stdout, stderr } = await run(['plan', '-'], V2);
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  expect(stdout).toBe(`### shop/greeter: new version ${v2.version} (now ${v1.version})
- ${v2.version} is registered with http://restate:9070 as ${v2.uri}, and becomes the latest
- whether it is a breaking change is unknown: Restate compares it with the version before when it is registered, and refuses it then
- replicas: 1 -> 2
- ${v1.version}: drained (3 invocations); 300 s after nothing needs it, kept for a roll back

### Jobs that run
- shop/greeter-register-${v2.hash}: registers greeter, or finds that it is registered already

### Objects that are changed
- ConfigMap shop/app-desired: data["desired.json"]
- Role shop/app: rules[7].resourceNames[0]

### Objects that are created
- ReplicaSet shop/${v2.object}
- Service shop/${v2.object}
- Job shop/greeter-register-${v2.hash}

Nothing has been applied.
`);
});

test('it ends with 0 when nothing would change, and with 2 when something would', async () => {
  kubectl.has({ objects: served() });
  expect(await run(['plan', '-'], V1)).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^### Runtime shop\/app\n- .*: 1\n\nNothing would change\.\n$/),
    stderr: '',
  });
  const { status, stdout } = await run(['plan', '-', '-o', 'json'], V2);
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ changes: true, problems: [] });
});

test('it only ever reads', async () => {
  kubectl.has({ objects: served() });
  await run(['plan', '-', '--prune-selector', 'app=shop'], V2);
  expect(kubectl.calls.length).toBeGreaterThan(3);
  expect(kubectl.calls.filter((call) => !/^(get|config view) /.test(call))).toEqual([]);
});

test('all that is wrong with the input is told at once, and the cluster is not asked', async () => {
  const broken = V1.replace('"contract": 1', '"contract": 9').replace(/^kind: Role$/m, 'kind: 5');
  const more = `---\napiVersion: v1\nkind: Secret\nmetadata:\n  generateName: a-\n---\na: [`;
  const { status, stdout, stderr } = await run(['plan', 'nowhere.yaml', '-'], broken + more);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('nowhere.yaml: cannot read the file'),
    expect.stringMatching(/^-: line \d+, column \d+: invalid YAML/),
    expect.stringMatching(/^-: document \d+: must be a Kubernetes object/),
    expect.stringContaining('data["desired.json"]: contract: 9 is not 1; run the script of'),
    expect.stringMatching(/^-: Secret\/.*: metadata.name: missing required field; write a name$/),
  ]);
  expect(kubectl.calls).toEqual([]);
});

test.each([
  [[], 'missing FILE'],
  [['-', '--prune-selectors=a=b'], 'did you mean --prune-selector'],
])('a command line that is wrong is no plan of changes: %j', async (args, words) => {
  const { status, stderr } = await run(['plan', ...args], V1);
  expect(status).toBe(1);
  expect(stderr).toContain(words);
});

test('an input without any object is another file than was meant', async () => {
  expect(await run(['plan', '-'], '# nothing\n')).toMatchObject({
    status: 1,
    stderr: '-: has no object; name what would be applied, such as dist/\n',
  });
});

test('a cluster that cannot be read is no plan', async () => {
  kubectl.has({ fail: 'error: You must be logged in to the server (Unauthorized)' });
  expect(await run(['plan', '-'], V1)).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('Unauthorized'),
  });
});

test('objects of a kind that the cluster does not have yet are created', async () => {
  const kinds = { objects: served(), unknown: ['Backup', 'Restore'] };
  kubectl.has(kinds);
  const custom = ['Backup', 'Restore'].map(
    (kind) => `---\napiVersion: example.com/v1\nkind: ${kind}\nmetadata:\n  name: a\n`,
  );
  const { status, stdout } = await run(['plan', '-'], V1 + custom.join(''));
  expect(status).toBe(2);
  expect(stdout).toContain(
    '### Objects that are created\n- Backup shop/a\n- Restore shop/a\n\nNothing has been applied.',
  );
});

test('a part that cannot be done ends with 1, and is told first', async () => {
  const objects = served();
  objects.find(({ kind }) => kind === 'ReplicaSet').metadata.labels['restate.dev/runtime'] = 'b';
  kubectl.has({ objects });
  const { status, stdout } = await run(['plan', '-'], V1);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^### Cannot be done\n- shop: greeter-\w+ belongs to the runtime b/);
});

test('a folder stands for the manifests in it; one without any is a fault', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-restate-dist-'));
  try {
    expect(await run(['plan', folder])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${folder}: cannot read the file`),
    });
    writeFileSync(join(folder, 'app.k8s.yaml'), V1);
    writeFileSync(join(folder, 'notes.txt'), 'a: [');
    kubectl.has({ objects: served() });
    expect(await run(['plan', folder])).toMatchObject({ status: 0, stderr: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('that a gate will hold the version is told', async () => {
  kubectl.has({ objects: served() });
  const gate = RestateGate.hold();
  const text = app({ deployments: { greeter: { image: 'a:9', gate } } });
  expect((await run(['plan', '-'], text)).stdout).toContain(
    '- before, it is held until somebody lets it serve; what serves now goes on until then',
  );
});
