import { Size } from 'cdk8s';
import { app, planned } from './made';
import type { MadeCluster } from './made';
import { RestateConfig } from '../../../src';
import type { RestateClusterProps } from '../../../src';
import { objectsOf } from '../run';

const GIB = 1024 ** 3;

interface Props {
  readonly image?: string;
  readonly replicas?: number;
  readonly gibibytes?: number;
  readonly template?: number;
  readonly jobs?: boolean;
  readonly options?: { [key: string]: unknown };
}

function cluster({ image = '1.6', replicas = 3, gibibytes = 1, ...more }: Props = {}): string {
  const props: RestateClusterProps = {
    autoProvision: true,
    compute: { image: `restatedev/restate:${image}`, replicas },
    storage: {
      size: Size.gibibytes(gibibytes),
      claimTemplateSize: more.template ? Size.gibibytes(more.template) : undefined,
      storageClassName: 'fast',
    },
    config: RestateConfig.raft({ partitions: 4, overrides: more.options }),
    jobs: { enabled: more.jobs ?? true },
  };
  return app({ cluster: props });
}

const claim = (ordinal: number, gibibytes: number) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: `storage-restate-${ordinal}`, namespace: 'restate' },
  spec: {
    storageClassName: 'fast',
    resources: { requests: { storage: `${gibibytes}Gi` } },
  },
});

/** What becomes of three nodes with a GiB each. */
function ofCluster(text: string, of: MadeCluster['cluster'] = {}) {
  const { clusters } = planned(text, {
    applied: [cluster()],
    cluster: { claims: [0, 1, 2].map((each) => claim(each, 1)), ...of },
  });
  return clusters[0];
}

test('a new cluster has all its nodes and volumes made', () => {
  expect(planned(cluster(), { applied: [] }).clusters).toMatchObject([
    {
      namespace: 'restate',
      change: 'new cluster',
      replicas: { from: 0, to: 3 },
      rolls: [],
      volumes: [0, 1, 2].map((each) => ({ claim: `storage-restate-${each}`, to: GIB })),
    },
  ]);
});

test('the same cluster again is no change', () => {
  expect(ofCluster(cluster())).toEqual({
    namespace: 'restate',
    change: 'unchanged',
    configuration: [],
    template: [],
    rolls: [],
    volumes: [],
    remarks: [],
    problems: [],
  });
});

test('another image replaces the pods, the highest first', () => {
  expect(ofCluster(cluster({ image: '1.7' }))).toMatchObject({
    change: 'changed',
    image: { from: 'restatedev/restate:1.6', to: 'restatedev/restate:1.7' },
    template: ['spec.template.spec.containers[0].image'],
    rolls: ['restate-2', 'restate-1', 'restate-0'],
    remarks: [],
  });
});

test.each(['1.8', '1.4', '2.0'])('a step from 1.6 to %s is too long', (image) => {
  expect(ofCluster(cluster({ image })).remarks).toEqual([
    `Restate 1.6 cannot become ${image} in one step: change it by one minor version at a time`,
  ]);
});

test('the keys of the configuration that change are named, and their values are not', () => {
  const secret = { worker: { 'internal-queue-length': 7 }, 'default-num-partitions': 4711 };
  const configMap = objectsOf(cluster()).find(({ data }) => data?.['config.toml'])!;
  const plan = ofCluster(cluster({ options: secret }), {
    configuration: `tracing-headers = { a = "b" }\n${configMap.data['config.toml']}`,
  });
  expect(plan.configuration).toEqual([
    'default-num-partitions',
    'tracing-headers.a',
    'worker.internal-queue-length',
  ]);
  expect(JSON.stringify(plan)).not.toContain('4711');
  expect(plan.rolls).toHaveLength(3);
});

test('more nodes get volumes; only those that are there are replaced', () => {
  expect(ofCluster(cluster({ replicas: 4 }))).toMatchObject({
    change: 'changed',
    replicas: { from: 3, to: 4 },
    rolls: [],
    volumes: [{ claim: 'storage-restate-3', to: GIB }],
  });
});

test('fewer nodes are said to have to be empty', () => {
  const plan = ofCluster(cluster({ replicas: 1 }));
  expect(plan.replicas).toEqual({ from: 3, to: 1 });
  expect(plan.remarks).toEqual([expect.stringContaining('docs/how-to/operate.md')]);
});

describe('volumes', () => {
  const grown = [0, 1, 2].map((each) => ({
    claim: `storage-restate-${each}`,
    from: GIB,
    to: 2 * GIB,
  }));

  test('grow where their class lets them, and it is told what becomes of the first apply', () => {
    const plan = ofCluster(cluster({ gibibytes: 2 }), { canGrow: new Map([['fast', true]]) });
    expect(plan).toMatchObject({ change: 'changed', volumes: grown, problems: [] });
    expect(plan.remarks).toEqual([expect.stringContaining('the first apply is refused')]);
  });

  test('with a claim template that stays as it is, nothing is refused', () => {
    const plan = ofCluster(cluster({ gibibytes: 2, template: 1 }));
    expect(plan).toMatchObject({ volumes: grown, remarks: [], problems: [] });
  });

  test.each([
    ['their class lacks it', { gibibytes: 2 }, 'lacks allowVolumeExpansion'],
    ['they would shrink', { gibibytes: 0.5 }, 'cannot shrink'],
    ['nothing expands them', { gibibytes: 2, jobs: false }, 'has no Jobs'],
  ])('cannot be resized where %s', (_, props, words) => {
    const plan = ofCluster(cluster(props), { canGrow: new Map([['fast', false]]) });
    expect(plan.problems).toHaveLength(3);
    expect(plan.problems[0]).toContain(words);
  });
});

test('a Job that has failed does not run again by itself', () => {
  const change = (object: any) => {
    if (/^restate-grow/.test(object.metadata.name) && object.kind === 'Job') {
      object.status = { conditions: [{ type: 'Failed', status: 'True' }] };
    }
  };
  const plan = planned(cluster(), { applied: [cluster()], change });
  expect(plan.remarks).toEqual([
    expect.stringMatching(/^Job restate\/restate-grow-\w+ has failed/),
  ]);
});

test.each<[string, (set: any, job: any) => void]>([
  ['replicas that are a text', (set) => (set.spec.replicas = 'many')],
  ['more replicas than there can be', (set) => (set.spec.replicas = 1e300)],
  ['no list of containers', (set) => (set.spec.template.spec.containers = 5)],
  ['a container that is none', (set) => (set.spec.template.spec.containers = [null])],
  ['no list of volumes', (set) => (set.spec.template.spec.volumes = {})],
  ['a size that is none', (set) => (set.spec.volumeClaimTemplates[0].spec.resources = [])],
  ['no list of arguments', (_, job) => (job.spec.template.spec.containers[0].args = {})],
])('what an apply would refuse is no crash: %s', (_, change) => {
  const objects = objectsOf(cluster());
  const [set, job] = ['StatefulSet', 'Job'].map((kind) =>
    objects.find((each) => each.kind === kind),
  );
  change(set, job);
  const text = objects.map((each) => JSON.stringify(each)).join('\n---\n');
  expect(planned(text, { applied: [cluster()] }).changes).toBe(true);
});

test('a Job with another name runs, and it is said what it does', () => {
  const plan = planned(cluster({ gibibytes: 2 }), { applied: [cluster()] });
  expect(plan.jobs.map(({ why }) => why)).toEqual([
    'expands the volumes, unless they have their size',
  ]);
});
