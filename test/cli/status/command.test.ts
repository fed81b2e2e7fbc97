import { PassThrough, Readable } from 'node:stream';
import { parse } from 'yaml';
import { main } from '../../../src/cli/main';
import { NAMES, podLabels, STATUS_KEY } from '../../../src/contract';
import { FakeKubectl } from '../fake-kubectl';
import { run } from '../run';

let kubectl: FakeKubectl;
beforeAll(() => (kubectl = new FakeKubectl()));
afterAll(() => kubectl.remove());

const status = (state: string) => ({
  kind: 'ConfigMap',
  metadata: { name: NAMES.status('app'), namespace: 'shop', labels: podLabels('app') },
  data: {
    [STATUS_KEY]: JSON.stringify({
      contract: 1,
      id: 'app',
      conditions: [],
      deployments: [
        {
          name: 'greeter',
          admin: 'restate',
          conditions: [],
          versions: [{ version: 'v1', object: 'greeter-v1', mode: 'ReplicaSet', state }],
        },
      ],
    }),
  },
});
const SET = {
  kind: 'StatefulSet',
  metadata: {
    name: 'restate',
    namespace: 'restate',
    labels: { 'app.kubernetes.io/name': 'restate' },
  },
  spec: { replicas: 1 },
  status: { readyReplicas: 1, updatedReplicas: 1 },
};

test('deployments and clusters of all namespaces, also as JSON and YAML', async () => {
  kubectl.has({ objects: [status('Latest'), SET] });
  const { stdout } = await run(['status', '-A']);
  expect(stdout).toMatch(/^NAMESPACE +DEPLOYMENT[^]*greeter +v1 +Latest[^]*\nrestate +1\/1 /);
  const json = JSON.parse((await run(['status', '-A', '-o', 'json'])).stdout);
  expect(json).toMatchObject({
    runtimes: [{ namespace: 'shop', id: 'app' }],
    clusters: [{ namespace: 'restate', nodes: { desired: 1, ready: 1 } }],
  });
  expect(parse((await run(['status', '-A', '-o', 'yaml'])).stdout)).toEqual(json);
});

test('whoever may read ConfigMaps only sees the deployments, and why no clusters', async () => {
  kubectl.has({ objects: [status('Latest'), SET], forbidden: ['statefulsets.apps'] });
  expect(await run(['status', '-A'])).toEqual({
    status: 0,
    stdout: expect.stringContaining('Latest'),
    stderr: expect.stringMatching(/^Warning: clusters are not shown: .*forbidden\n$/),
  });
  const { stderr } = await run(['status', 'greeter']);
  expect(stderr).toBe('');
});

test('a watch shows each change once, tells when the API server does not answer, and ends with its reader', async () => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const shown = async (stream: PassThrough) => {
    for (let tries = 0; tries < 100; tries++) {
      const text = stream.read()?.toString();
      if (text !== undefined) return text;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('nothing was written');
  };
  kubectl.has({ objects: [status('Starting')] });
  const ended = main(['status', '--watch'], { stdin: Readable.from([]), stdout, stderr });
  expect(await shown(stdout)).toContain('Starting');
  kubectl.has({ fail: 'connection refused' });
  expect(await shown(stderr)).toContain('connection refused');
  kubectl.has({ objects: [status('Latest')] });
  expect(await shown(stdout)).toMatch(/^\nNAMESPACE[^]*Latest/);
  stdout.destroy();
  expect(await ended).toBe(0);
}, 30_000);

test('a watch of what cannot be read at all ends at once', async () => {
  kubectl.has({ fail: 'no such context' });
  expect(await run(['status', '--watch'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no such context'),
  });
});
