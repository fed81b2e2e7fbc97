import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { run } from '../cli/run';
import { examplesOfOneCluster, objectsOf, synthExample } from '../examples/synth-example';
import { comparable } from '../parity/comparable';
import { casesOf, expectedOf, inputOf, OPERATOR_FLAGS } from '../parity/recordings';
import { Cluster } from './harness/cluster/cluster';
import type { KubeObject } from './harness/cluster/kube-client';
import { expectPlanOfNothing, useKubectl } from './harness/command-line';

const cluster = Cluster.connect();
const { client } = cluster;

const PRIORITY_CLASSES = '/apis/scheduling.k8s.io/v1/priorityclasses';
const CASES = casesOf('');

async function render(name: string, ...flags: string[]): Promise<string> {
  const { status, stdout, stderr } = await run([
    'render',
    ...OPERATOR_FLAGS,
    ...flags,
    inputOf(name),
  ]);
  expect({ status, stderr: stderr.replace(/^Warning: .*\n/gm, '') }).toEqual({
    status: 0,
    stderr: '',
  });
  return stdout;
}

const namesOf = (objects: KubeObject[], kind: string): string[] =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

/** Applies, and fails on every word of kubectl's that is a warning. */
async function apply(manifests: string, ...flags: string[]): Promise<void> {
  const { status, stderr } = await cluster.tryKubectl(['apply', ...flags, '-f', '-'], manifests);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

/** As people apply several files: an app may use the namespace that another one makes. */
function namespacesFirst(manifests: string): string {
  const documents = manifests.split(/^---\n/m);
  const isNamespace = (document: string) => /^kind: Namespace$/m.test(document);
  return [
    ...documents.filter(isNamespace),
    ...documents.filter((document) => !isNamespace(document)),
  ].join('---\n');
}

async function stored(objects: KubeObject[]): Promise<KubeObject[]> {
  return Promise.all(
    objects.map(async (object) =>
      client.get(`${await client.collectionOf(object)}/${object.metadata.name}`),
    ),
  );
}

/**
 * Applies again and expects that nothing was written: no content, and not even a version of it.
 * Controllers write statuses at any time; until they don't, the versions tell nothing.
 */
async function expectNoChange(
  objects: KubeObject[],
  applyAgain: () => Promise<void>,
): Promise<void> {
  const generations = (all: KubeObject[]) => all.map(({ metadata }) => metadata.generation);
  const versions = (all: KubeObject[]) =>
    all.map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion}`);
  const first = await stored(objects);
  let before: KubeObject[];
  let after = first;
  for (let tries = 0; tries < 10; tries++) {
    await sleep(500);
    before = await stored(objects);
    await applyAgain();
    after = await stored(objects);
    if (isDeepStrictEqual(versions(after), versions(before))) break;
  }
  expect(versions(after)).toEqual(versions(before!));
  expect(generations(after)).toEqual(generations(first));
}

useKubectl();

beforeAll(async () => {
  // One of the cases asks for it; pods of a class that does not exist are refused.
  if (!(await client.find(`${PRIORITY_CLASSES}/high`))) {
    await client.create(PRIORITY_CLASSES, { metadata: { name: 'high' }, value: 1_000 });
  }
});

/** Namespaces of an app's own that these tests had and deleted. */
const left = new Set<string>();
/** Namespaces that an app expects to be there: made once, and emptied after each test, since deleting them takes long. */
const kept = new Set<string>();

/** Waits until nothing is left of an earlier test, and makes the namespaces that are not applied. */
async function prepareNamespaces(objects: KubeObject[]): Promise<string[]> {
  const applied = namesOf(objects, 'Namespace');
  const all = new Set([
    ...applied,
    ...objects.map(({ metadata }) => metadata.namespace ?? applied[0]),
  ]);
  for (const name of all) {
    if (kept.has(name) && !applied.includes(name)) continue;
    if (kept.delete(name)) await client.delete(`/api/v1/namespaces/${name}`);
    if (left.has(name)) await cluster.namespaceGone(name);
    // In a developer's own cluster it may be somebody's data.
    expect(await client.find(`/api/v1/namespaces/${name}`)).toBeUndefined();
    if (applied.includes(name)) continue;
    await cluster.createNamespace(name);
    kept.add(name);
    left.add(name);
  }
  return applied;
}

// Other files have namespaces of the same names.
afterAll(async () => {
  await Promise.all([...kept].map((name) => client.delete(`/api/v1/namespaces/${name}`)));
  await Promise.all([...left].map((name) => cluster.namespaceGone(name)));
});

describe.each([
  { way: 'kubectl apply', flags: [] },
  { way: 'kubectl apply --server-side', flags: ['--server-side'] },
])('$way', ({ flags }) => {
  test.each([
    ...CASES.map((name) => ({ source: name, manifests: () => render(name) })),
    ...examplesOfOneCluster().map((name) => ({
      source: `the example ${name}`,
      manifests: async () => namespacesFirst(synthExample(name)),
    })),
  ])(
    'takes $source without a warning, and changes nothing the second time',
    async ({ manifests }) => {
      const text = await manifests();
      const objects: KubeObject[] = objectsOf(text);
      const namespaces = await prepareNamespaces(objects);
      try {
        await apply(text, ...flags);
        await expectNoChange(objects, () => apply(text, ...flags));
        await expectPlanOfNothing(text);
        for (const set of objects.filter(({ kind }) => kind === 'StatefulSet')) {
          await expectPodsAndClaims(set);
        }
      } finally {
        for (const name of namespaces) left.add(name);
        await cluster.kubectl(['delete', '--wait=false', '--ignore-not-found', '-f', '-'], text);
      }
    },
  );
});

/** That the controller manager made what a StatefulSet asks for. */
async function expectPodsAndClaims(applied: KubeObject): Promise<void> {
  const { name, namespace } = applied.metadata;
  // As the server has it: with its defaults, and with quantities in their usual form.
  const set = await client.get(`${await client.collectionOf(applied)}/${name}`);
  const { replicas, template, volumeClaimTemplates } = set.spec;
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const pod = await client.get(`/api/v1/namespaces/${namespace}/pods/${name}-${ordinal}`);
    expect(pod.metadata.labels).toMatchObject(template.metadata.labels);
    expect(pod.spec.containers).toMatchObject(template.spec.containers);
    for (const claim of volumeClaimTemplates ?? []) {
      const claimName = `${claim.metadata.name}-${name}-${ordinal}`;
      const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claimName}`;
      expect((await client.get(path)).spec).toMatchObject(claim.spec);
      expect(pod.spec.volumes).toContainEqual({
        name: claim.metadata.name,
        persistentVolumeClaim: { claimName },
      });
    }
  }
}

describe('the objects that the operator wrote and ours', () => {
  const scratch = 'scratch-for-defaults';

  beforeAll(() => cluster.createNamespace(scratch));

  afterAll(() => cluster.deleteNamespace(scratch));

  // An autoscaler of the latest version is a difference that is wanted: the parity tests compare it.
  const alike = CASES.filter((name) => name !== 'deployment-autoscaled');

  test.each(alike)('are the same to the API server: %s', async (name) => {
    const ours = objectsOf(await render(name, '--without-runtime'));
    const recorded = expectedOf(name);
    for (const namespace of namesOf(ours, 'Namespace')) {
      if (left.has(namespace)) await cluster.namespaceGone(namespace);
    }
    expect(comparable(await defaulted(ours))).toEqual(comparable(await defaulted(recorded)));
  });

  /** What the API server would store, without what differs each time. Nothing is stored. */
  async function defaulted(objects: KubeObject[]): Promise<KubeObject[]> {
    return Promise.all(
      objects.map(async (object) => {
        const { namespace } = object.metadata;
        const metadata = { ...object.metadata, ...(namespace && { namespace: scratch }) };
        const moved = { ...object, metadata };
        const path = `${await client.collectionOf(moved)}?dryRun=All`;
        const { status, ...created } = await client.create(path, moved);
        const { labels, annotations } = created.metadata;
        const plain = { name: object.metadata.name, namespace, labels, annotations };
        return withoutGenerated({ ...created, metadata: plain });
      }),
    );
  }
});

/** Without the ids and addresses that the server makes up. */
function withoutGenerated(object: KubeObject): KubeObject {
  const { spec } = object;
  if (object.kind === 'Service') {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  if (object.kind === 'Job') {
    delete spec.selector;
    for (const label of Object.keys(spec.template.metadata.labels)) {
      if (/controller-uid|job-name/.test(label)) delete spec.template.metadata.labels[label];
    }
    delete object.metadata.labels;
  }
  return object;
}
