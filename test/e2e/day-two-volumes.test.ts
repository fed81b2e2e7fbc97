import { Size } from 'cdk8s';
import { Cluster } from './harness/cluster/cluster';
import { CLUSTER_NODE, describeOnNode } from './harness/on-node';
import { clusterApp } from './harness/restate/cluster-app';
import { ClusterFixture } from './harness/restate/cluster-fixture';
import { waitUntil } from './harness/wait';
import { RestateConfig } from '../../src';
import { CLUSTER_NAMES, EXIT } from '../../src/contract';
import { growStep } from '../../src/reconciler/cluster-jobs/grow/grow';
import { KubernetesClient } from '../../src/reconciler/kubernetes/client';
import type { RequestOptions } from '../../src/reconciler/kubernetes/client';
import type { KubernetesConnection } from '../../src/reconciler/kubernetes/connection';
import type { Termination } from '../../src/reconciler/lib/termination';

const cluster = Cluster.connect();
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';
const GIB = 1024 ** 3;

jest.setTimeout(280_000);

/** A cluster whose servers are not looked at: no image stands for theirs, so that they only seem to run. */
function app(name: string, gibibytes: number, more: any = {}): string {
  return clusterApp(name, {
    compute: { replicas: 2, image: 'restate-server', ...more.compute },
    storage: {
      size: Size.gibibytes(gibibytes),
      storageClassName: more.storageClassName ?? 'expandable',
      claimTemplateSize: more.claimTemplateSize && Size.gibibytes(more.claimTemplateSize),
    },
    config: RestateConfig.raft(),
    jobs: { enabled: more.jobs ?? true },
  });
}

const TOOLS: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['kubectl apply', []],
  ['kubectl apply --server-side', ['--server-side']],
];

describeOnNode('the volumes of a cluster', CLUSTER_NODE, (node) => {
  beforeAll(async () => {
    for (const [name, allowVolumeExpansion] of [
      ['expandable', true],
      ['fixed', false],
    ] as const) {
      await cluster.client.create(CLASSES, {
        metadata: { name },
        provisioner: 'e2e.example.com/volumes',
        allowVolumeExpansion,
      });
    }
  });

  afterAll(async () => {
    for (const name of ['expandable', 'fixed']) await cluster.client.delete(`${CLASSES}/${name}`);
  });

  const sizesOf = async (fixture: ClusterFixture): Promise<{ [name: string]: string }> => {
    const claims = await cluster.client.list(fixture.path('persistentvolumeclaims'));
    return Object.fromEntries(
      claims.map(({ metadata, spec }) => [metadata.name, spec.resources.requests.storage]),
    );
  };
  const templateOf = async (fixture: ClusterFixture): Promise<string> => {
    const { spec } = await fixture.get('statefulsets', 'restate');
    return spec.volumeClaimTemplates[0].spec.resources.requests.storage;
  };
  const claims = (gibibytes: number, replicas = 2) =>
    Object.fromEntries(
      Array.from({ length: replicas }, (_, ordinal) => [
        `storage-restate-${ordinal}`,
        String(gibibytes * GIB),
      ]),
    );
  const tryApply = (flags: readonly string[], manifests: string) =>
    cluster.tryKubectl(['apply', ...flags, '-f', '-'], manifests);
  const apply = (flags: readonly string[], manifests: string) =>
    cluster.kubectl(['apply', ...flags, '-f', '-'], manifests);

  describe.each(TOOLS)('applied by %s', (tool, flags) => {
    const name = `volumes${tool.includes('server') ? '-ssa' : ''}`;
    const fixture = () => new ClusterFixture(cluster, node, name);
    let pods: object;

    beforeAll(async () => {
      await apply(flags, app(name, 1));
      await fixture().ready(2);
    });
    afterAll(() => cluster.deleteNamespace(name));

    test('are left alone by the Job of the first version', async () => {
      expect(await fixture().jobEnded('grow')).toBe(`all volumes have at least ${GIB} bytes`);
      expect(await sizesOf(fixture())).toEqual(claims(1));
      expect(await fixture().events('VolumesExpanded')).toEqual([]);
    });

    test('grow after one apply that stops at the StatefulSet, and the next one passes', async () => {
      // A field that somebody else has set: it must not get lost, or the pods would restart.
      await fixture().kubectl('rollout', 'restart', 'statefulset/restate');
      await fixture().kubectl('rollout', 'status', 'statefulset/restate', '--timeout=60s');
      pods = await fixture().podUids();

      const { status, stderr } = await tryApply(flags, app(name, 2));
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(/Forbidden/i),
      });
      expect(await fixture().jobEnded('grow')).toBe(`all volumes have at least ${2 * GIB} bytes`);

      expect(await sizesOf(fixture())).toEqual(claims(2));
      expect(await templateOf(fixture())).toBe(String(2 * GIB));
      await apply(flags, app(name, 2));
      await fixture().ready(2);
      expect(await fixture().podUids()).toEqual(pods);
      expect(await fixture().events('StatefulSetRecreated')).toHaveLength(1);
    });

    test('stay as they are when the size shrinks, and the Job says what to write', async () => {
      const { status } = await tryApply(flags, app(name, 1));
      expect(status).toBe(1);
      expect(await fixture().jobEnded('grow', 'Failed')).toMatch(
        `use a storage size of at least ${2 * GIB} bytes. Nothing was changed`,
      );
      expect(await fixture().events('VolumeShrinkForbidden')).toHaveLength(1);
      expect(await sizesOf(fixture())).toEqual(claims(2));
      expect(await fixture().podUids()).toEqual(pods);
    });

    test("leave the user's next change without a conflict", async () => {
      await apply(flags, app(name, 2, { compute: { image: 'restate-server:next' } }));
      await fixture().kubectl('rollout', 'status', 'statefulset/restate', '--timeout=60s');
      expect(await fixture().podUids()).not.toEqual(pods);
    });
  });

  test('grow without any refusal where the claim template keeps its size, new replicas as well', async () => {
    const name = 'volumes-template';
    const fixture = new ClusterFixture(cluster, node, name);
    await apply([], app(name, 1));
    await fixture.ready(2);
    const pods = await fixture.podUids();

    await apply(['--server-side', '--force-conflicts'], app(name, 3, { claimTemplateSize: 1 }));
    await fixture.jobEnded('grow');
    expect(await sizesOf(fixture)).toEqual(claims(3));
    expect(await fixture.podUids()).toEqual(pods);

    const larger = app(name, 3, { claimTemplateSize: 1, compute: { replicas: 3 } });
    await apply(['--server-side', '--force-conflicts'], larger);
    await waitUntil({ for: 'the claim of the new replica to grow' }, async () => {
      const sizes = await sizesOf(fixture);
      return sizes['storage-restate-2'] === String(3 * GIB);
    });
    await cluster.deleteNamespace(name);
  });

  test('are not touched if their class does not let them grow, and the Job says why', async () => {
    const name = 'volumes-fixed';
    const fixture = new ClusterFixture(cluster, node, name);
    await apply([], app(name, 1, { storageClassName: 'fixed' }));
    await fixture.ready(2);
    await fixture.jobEnded('grow');
    const before = await fixture.get('statefulsets', 'restate');

    await tryApply([], app(name, 2, { storageClassName: 'fixed' }));
    expect(await fixture.jobEnded('grow', 'Failed')).toMatch(
      /storage-restate-0 cannot be expanded: .*must support resize.*Nothing was changed.*allowVolumeExpansion/,
    );
    expect(await fixture.events('VolumeExpansionFailed')).toHaveLength(1);
    expect(await sizesOf(fixture)).toEqual(claims(1));
    expect((await fixture.get('statefulsets', 'restate')).metadata.uid).toBe(before.metadata.uid);
    await cluster.deleteNamespace(name);
  });

  describe.each(TOOLS)('applied by %s, with the run killed', (tool, flags) => {
    const name = `volumes-killed${tool.includes('server') ? '-ssa' : ''}`;
    const fixture = () => new ClusterFixture(cluster, node, name);
    let connection: KubernetesConnection;
    let size = 1;

    beforeAll(async () => {
      connection = await administrator();
      await apply(flags, app(name, 1, { jobs: false }));
      await fixture().ready(2);
    });
    afterAll(() => cluster.deleteNamespace(name));

    test('before any of its writes, which is after the one before, converge', async () => {
      const pods = await fixture().podUids();
      const crashed: string[] = [];
      // Until a run has fewer writes: an event or a conflict more is possible in any of them.
      for (let nth = 1, survived = false; !survived; nth++) {
        size++;
        await tryApply(flags, app(name, size, { jobs: false }));
        const killed = new MortalClient(connection, name, nth);
        const end = await grow(killed, size);
        survived = !(end instanceof Killed);
        if (!survived) crashed.push(killed.lastWrite);

        const next = new KubernetesClient(connection, name);
        expect(await grow(next, size)).toMatchObject({ exit: EXIT.done });
        expect(await sizesOf(fixture())).toEqual(claims(size));
        expect(await templateOf(fixture())).toBe(String(size * GIB));
        await apply(flags, app(name, size, { jobs: false }));
        expect(await fixture().podUids()).toEqual(pods);
        expect(
          await cluster.client.find(fixture().path('controllerrevisions', CLUSTER_NAMES.growing)),
        ).toBeUndefined();
      }
      // Every kind of write has been the last one.
      expect(new Set(crashed)).toEqual(
        new Set([
          'PATCH persistentvolumeclaims',
          'POST events',
          'POST controllerrevisions',
          'DELETE statefulsets',
          flags.length > 0 ? 'PATCH statefulsets' : 'POST statefulsets',
          'PATCH statefulsets',
          'DELETE controllerrevisions',
        ]),
      );
      await fixture().ready(2);
    });
  });
});

async function administrator(): Promise<KubernetesConnection> {
  const config = JSON.parse(
    await cluster.kubectl(['config', 'view', '--raw', '--flatten', '-o', 'json']),
  );
  const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster;
  return {
    url: server,
    ca: ca && Buffer.from(ca, 'base64').toString(),
    token: () => config.users[0].user.token,
  };
}

/** One run of the Job's program, until its end or its death. */
async function grow(
  kubernetes: KubernetesClient,
  gibibytes: number,
): Promise<Termination | Killed> {
  const storage = String(gibibytes * GIB);
  const run = { kubernetes, job: { name: 'killed' }, print: () => {} };
  return waitUntil({ for: 'the run to end' }, async () => {
    try {
      const outcome = await growStep(run, { replicas: 2, storage, template: storage });
      return 'exit' in outcome && outcome;
    } catch (error) {
      // Whatever else goes wrong is tried again by the run itself.
      if (error instanceof Killed) return error;
      throw error;
    }
  });
}

class Killed extends Error {}

/** A client whose process dies before its nth write. */
class MortalClient extends KubernetesClient {
  private writes = 0;
  public lastWrite = '';

  constructor(
    connection: KubernetesConnection,
    namespace: string,
    private readonly nth: number,
  ) {
    super(connection, namespace);
  }

  public override async request<T>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<T> {
    if (this.writes >= this.nth) throw new Killed();
    if (method === 'GET') return super.request(method, path, options);
    this.writes++;
    this.lastWrite = `${method} ${/namespaces\/[^/]+\/([a-z]+)/.exec(path)?.[1]}`;
    if (this.writes === this.nth) throw new Killed();
    return super.request<T>(method, path, options);
  }
}
