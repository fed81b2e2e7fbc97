import { objectsOf, run } from '../run';

const KEYS = {
  labels: {
    'applyset.kubernetes.io/part-of': 'applyset-a-v1',
    'app.kubernetes.io/instance': 'shop-argo-application',
    'app.kubernetes.io/managed-by': 'Helm',
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  },
  annotations: {
    'argocd.argoproj.io/tracking-id': 'shop:restate.dev/RestateDeployment:shop/greeter',
    'meta.helm.sh/release-name': 'shop',
    'meta.helm.sh/release-namespace': 'shop',
  },
};

const cluster = (metadata: object) =>
  JSON.stringify({
    apiVersion: 'restate.dev/v1',
    kind: 'RestateCluster',
    metadata: { name: 'durable', ...metadata },
    spec: { compute: { image: 'restate:1' }, storage: { storageRequestBytes: 1073741824 } },
  });

const deployment = (metadata: object, name = 'greeter') =>
  JSON.stringify({
    apiVersion: 'restate.dev/v1beta1',
    kind: 'RestateDeployment',
    metadata: { name, namespace: 'shop', ...metadata },
    spec: {
      restate: { register: { url: 'http://restate.restate:9070' } },
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'app', image: 'a:1' }] },
      },
    },
  });

async function rendered(...inputs: string[]) {
  const { status, stdout, stderr } = await run(['render', '-'], inputs.join('\n---\n'));
  expect(status).toBe(0);
  return { objects: objectsOf(stdout), stdout, stderr };
}

test.each([
  ['RestateCluster', cluster],
  ['RestateDeployment', deployment],
])('no object of a %s is taken for one that another tool applied', async (_, resource) => {
  const team = { team: 'shop' };
  const { stdout } = await rendered(
    resource({
      labels: { ...KEYS.labels, ...team },
      annotations: { ...KEYS.annotations, ...team },
    }),
  );
  expect(stdout).toBe((await rendered(resource({ labels: team, annotations: team }))).stdout);
  expect(stdout).toContain('team: shop');
});

test('a RestateDeployment that the operator leaves alone is paused', async () => {
  const { objects, stderr } = await rendered(
    deployment({ annotations: { 'restate.dev/reconcile': 'disabled' } }),
  );
  const { data } = objects.find(({ data: given }) => given?.['desired.json'] !== undefined);
  expect(JSON.parse(data['desired.json']).deployments).toEqual([
    expect.objectContaining({ name: 'greeter', paused: true }),
  ]);
  expect(stderr).toBe('');
});

test.each([
  [
    'disabled',
    'no controller watches a RestateCluster here: its objects change only when they are applied; leave the resource out of the input to keep its objects as they are; otherwise remove the annotation',
  ],
  [
    'Disabled',
    '"Disabled" has no effect: only "disabled" suspends a resource; write "disabled", or remove it',
  ],
])(
  'on a cluster the annotation is left out, and what it means is told: %s',
  async (value, told) => {
    const { stdout, stderr } = await rendered(
      cluster({ annotations: { 'restate.dev/reconcile': value } }),
    );
    expect(stdout).toBe((await rendered(cluster({}))).stdout);
    expect(stderr).toBe(
      `Warning: -: RestateCluster/durable: metadata.annotations["restate.dev/reconcile"]: ${told}\n`,
    );
  },
);

const WAVE = 'argocd.argoproj.io/sync-wave';
const wave = (value: string) => ({ annotations: { [WAVE]: value } });

test('all that belongs to a deployment of an earlier wave is applied in that wave', async () => {
  const { objects } = await rendered(deployment(wave('-1')));
  for (const { kind, metadata } of objects) {
    expect({ kind, wave: metadata.annotations[WAVE] }).toEqual({ kind, wave: '-1' });
  }
});

test('what deployments share goes by the earliest, and each Job by its own', async () => {
  const { objects } = await rendered(
    deployment(wave('-2')),
    deployment(wave('3'), 'later'),
    deployment({}, 'other'),
  );
  const waves = objects
    .filter(({ kind }) => ['Role', 'CronJob', 'Job'].includes(kind))
    .map(({ kind, metadata }) => [
      kind === 'Job' ? (metadata.annotations['restate.dev/deployment'] ?? metadata.name) : kind,
      metadata.annotations[WAVE],
    ]);
  expect(
    waves.map(([name, value]) => `${name.replace(/-register.*/, '')} ${value}`).sort(),
  ).toEqual(
    ['CronJob -2', 'Role -2', 'greeter -2', 'later 3', 'other undefined'].map((line) =>
      expect.stringContaining(line),
    ),
  );
});
