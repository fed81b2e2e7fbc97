import { objectsOf, run } from '../run';

const MODES = {
  replicaset: {
    selector: { matchLabels: { app: 'greeter' } },
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: { containers: [{ name: 'app', image: 'a:1' }] },
    },
  },
  knative: {
    deploymentMode: 'knative',
    template: {
      spec: {
        containers: [{ name: 'app', image: 'a:1', ports: [{ name: 'h2c', containerPort: 9080 }] }],
      },
    },
  },
};

const deployment = (restate: object, spec: object = MODES.replicaset) =>
  JSON.stringify({
    apiVersion: 'restate.dev/v1beta1',
    kind: 'RestateDeployment',
    metadata: { name: 'greeter', namespace: 'shop' },
    spec: {
      restate: { register: { url: 'http://restate.restate:9070' }, ...restate },
      ...spec,
    },
  });

async function deletionPolicy(restate: object, mode: keyof typeof MODES = 'replicaset') {
  const { status, stdout, stderr } = await run(['render', '-'], deployment(restate, MODES[mode]));
  const { data } =
    objectsOf(stdout).find(({ data: given }) => given?.['desired.json'] !== undefined) ?? {};
  return {
    status,
    policy: data && JSON.parse(data['desired.json']).deployments[0].deletionPolicy,
    stderr,
  };
}

describe.each(['replicaset', 'knative'] as const)('a deletion policy in mode %s', (mode) => {
  test.each([
    [{}, { type: 'drain' }],
    [{ deletePolicy: null, drain: null }, { type: 'drain' }],
    [{ deletePolicy: 'drain' }, { type: 'drain' }],
    [{ drain: { onTimeout: 'hold' } }, { type: 'drain' }],
    [{ drain: { onTimeout: 'force' } }, { type: 'drain-then-force', afterSeconds: 3600 }],
    [
      { deletePolicy: 'drain', drain: { onTimeout: 'force', timeoutSeconds: 0 } },
      { type: 'drain-then-force', afterSeconds: 0 },
    ],
    [
      { drain: { onTimeout: 'force', timeoutSeconds: 1800 } },
      { type: 'drain-then-force', afterSeconds: 1800 },
    ],
    [{ deletePolicy: 'force' }, { type: 'force' }],
  ])('%j', async (restate, policy) => {
    expect(await deletionPolicy(restate, mode)).toMatchObject({ status: 0, policy, stderr: '' });
  });
});

test.each([
  [
    { deletePolicy: 'force', drain: { timeoutSeconds: 5 } },
    'drain: {"timeoutSeconds":5} has no effect with deletePolicy "force"; remove it',
  ],
  [
    { drain: { timeoutSeconds: 5 } },
    'drain.timeoutSeconds: 5 has no effect unless onTimeout is "force": what a removal waits for is shown by cdk8s-restate status, from its start; remove it, or set onTimeout to "force"',
  ],
])('what has no effect of it is told: %j', async (restate, told) => {
  const { status, stderr } = await deletionPolicy(restate);
  expect(status).toBe(0);
  expect(stderr).toContain(`Warning: -: RestateDeployment/greeter: spec.restate.${told}\n`);
});

test.each([
  [{ deletePolicy: 'drain-then-force' }, 'deletePolicy: unsupported value "drain-then-force"'],
  [{ drain: { onTimeout: 'wait' } }, 'drain.onTimeout: unsupported value "wait"'],
  [
    { drain: { onTimeout: 'force', timeoutSeconds: -1 } },
    'drain.timeoutSeconds: must be greater than or equal to 0, got -1',
  ],
  [
    { drain: { onTimeout: 'force', timeoutSeconds: '999' } },
    'drain.timeoutSeconds: "999" is a string; write an integer',
  ],
])('a wrong one is refused under its name: %j', async (restate, told) => {
  const { status, stderr } = await deletionPolicy(restate);
  expect(status).toBe(1);
  expect(stderr).toContain(`-: RestateDeployment/greeter: spec.restate.${told}`);
});

test('a timeout that no number holds exactly is refused', async () => {
  const input = deployment({ drain: { onTimeout: 'force', timeoutSeconds: 12345 } }).replace(
    '12345',
    '9007199254740993',
  );
  const { status, stderr } = await run(['render', '-'], input);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('spec.restate.drain.timeoutSeconds'),
  });
});

test('a RestateKafkaIntegration is refused with what to do instead', async () => {
  const { status, stderr } = await run(
    ['render', '-'],
    JSON.stringify({
      apiVersion: 'restate.dev/v1alpha1',
      kind: 'RestateKafkaIntegration',
      metadata: { name: 'orders' },
      spec: { restate: { ingress: { cluster: 'restate' } } },
    }),
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^-: RestateKafkaIntegration\/orders: kind: .* is not rendered: .*; .*\[\[ingress\.kafka-clusters\]\].*\n$/,
  );
});
