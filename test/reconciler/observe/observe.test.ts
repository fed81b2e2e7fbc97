import { JOB_SELECTOR, snapshot } from './cluster';
import type { Cluster } from './cluster';
import { podLabels } from '../../../src/contract';
import type { RuntimeStatus } from '../../../src/contract';
import type { KubernetesObject } from '../../../src/reconciler/kubernetes/types';
import { UnreadableError } from '../../../src/reconciler/observe/observe';
import { ADMIN, uriOf, wanted } from '../plan/situation';

type Metadata = Partial<KubernetesObject['metadata']>;

const OURS = { 'restate.dev/owned-by': 'shop', 'restate.dev/runtime': 'app' };
const OPERATORS = {
  'restate.dev/owned-by': 'shop',
  'app.kubernetes.io/managed-by': 'restate-operator',
};

function replicaSet(name: string, metadata: Metadata = {}, more: object = {}): KubernetesObject {
  return {
    metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z', labels: OURS, ...metadata },
    ...more,
  };
}

/** Names of the versions that a snapshot finds. */
async function versionsOf(cluster: Cluster): Promise<string[]> {
  const { observation } = await snapshot(cluster);
  return observation.versions.map(({ object }) => object);
}

describe('a snapshot', () => {
  test('has the time of the API server, the desired state and when it was written', async () => {
    const { observation, desiredResourceVersion } = await snapshot({
      deployments: [wanted('shop', 'v1')],
    });
    expect(observation).toMatchObject({
      namespace: 'apps',
      desired: { id: 'app' },
      desiredFaults: [],
    });
    expect(observation.now.getTime() - Date.parse('2026-01-01T12:00:00Z')).toBeLessThan(5_000);
    expect(observation.desiredSince).toEqual(new Date('2026-01-01T11:00:00Z'));
    expect(desiredResourceVersion).toBe('7');
  });

  test('lists each kind once, and the kinds of Knative only where they are used', async () => {
    const versioned = ['replicaSets', 'services', 'horizontalPodAutoscalers'];
    const knative = ['configurations', 'routes', 'knativeServices'];
    const listed = (kinds: string[]) => [
      ...kinds.map((kind) => `${kind} restate.dev/owned-by`),
      `jobs ${JOB_SELECTOR}`,
    ];
    const { lists } = await snapshot({});
    expect([...lists].sort()).toEqual(listed(versioned).sort());
    const all = await snapshot({ desired: { knative: true } });
    expect([...all.lists].sort()).toEqual(listed([...versioned, ...knative]).sort());
  });

  test('does without Knative where it is not installed', async () => {
    const objects = { replicaSets: [replicaSet('shop-v1')] };
    const refused = { configurations: 404, routes: 404, knativeServices: 404 };
    expect(await versionsOf({ desired: { knative: true }, objects, refused })).toEqual(['shop-v1']);
  });

  test('fails when a kind can not be listed, since what is missing would look removed', async () => {
    await expect(snapshot({ refused: { replicaSets: 403 } })).rejects.toThrow(
      'GET replicaSets: 403',
    );
  });

  test('has the Jobs of the runtime, and what the last run wrote', async () => {
    const job = { metadata: { name: 'shop-register', labels: podLabels('app') } };
    const other = { metadata: { name: 'other', labels: podLabels('other') } };
    const status: RuntimeStatus = { contract: 1, id: 'app', conditions: [], deployments: [] };
    const { observation } = await snapshot({ objects: { jobs: [job, other] }, status });
    expect(observation.jobs).toEqual([job]);
    expect(observation.previous).toEqual(status);
  });

  test('has the endpoints that were recorded', async () => {
    const annotations = { 'restate.dev/uri': 'arn:aws:lambda:x', 'restate.dev/version': 'v1' };
    const createdAt = '2026-01-01T00:00:00Z';
    const { observation } = await snapshot({
      endpoints: [{ object: 'pay-v1', deployment: 'pay', createdAt, annotations }],
    });
    expect(observation.versions[0]).toMatchObject({
      ...{ object: 'pay-v1', deployment: 'pay', version: 'v1', createdAt },
      ...{ mode: 'Endpoint', uri: 'arn:aws:lambda:x' },
    });
  });
});

describe('a desired state that can not be relied upon ends the run', () => {
  test.each<[string, Cluster, string]>([
    ['a missing ConfigMap', { text: null }, 'the ConfigMap app-desired has no desired.json; apply'],
    ['no JSON', { text: '{' }, 'the ConfigMap app-desired: desired.json: invalid JSON'],
    [
      'that of another runtime',
      { desired: { id: 'other' } },
      'the ConfigMap app-desired belongs to the runtime other, not to app',
    ],
  ])('%s', async (_, cluster, message) => {
    const attempt = snapshot(cluster);
    await expect(attempt).rejects.toThrow(UnreadableError);
    await expect(attempt).rejects.toThrow(message);
  });

  test('but a fault in one of its entries does not', async () => {
    const broken = { ...wanted('cart', 'v1'), uri: 'not a URI' };
    const { observation } = await snapshot({ deployments: [wanted('shop', 'v1'), broken] });
    expect(observation.desired.deployments.map(({ name }) => name)).toEqual(['shop']);
    expect(observation.desiredFaults).toEqual([expect.stringContaining('deployments[1].uri')]);
  });
});

describe('admin APIs', () => {
  const annotations = {
    'restate.dev/admin': 'former',
    'restate.dev/admin-url': 'http://former:9070',
    'restate.dev/deployment-id': 'dp_shop-v1',
  };

  test('those of the desired state are asked once', async () => {
    const { asked, observation } = await snapshot({
      objects: { replicaSets: [replicaSet('shop-v1')] },
    });
    expect(asked).toEqual([['restate']]);
    expect([...observation.admins.keys()]).toEqual([`${ADMIN.key} ${ADMIN.url}`]);
  });

  test('one that only a version speaks of is asked as well', async () => {
    const objects = { replicaSets: [replicaSet('shop-v1', { annotations })] };
    const { asked, observation } = await snapshot({ objects });
    expect(asked).toEqual([['restate'], ['former']]);
    expect(observation.admins.get('former http://former:9070')).toEqual({ failure: 'gone' });
  });

  test('one that has got another URL is not asked at the former, when it knows the version', async () => {
    const objects = { replicaSets: [replicaSet('shop-v1', { annotations })] };
    const { asked } = await snapshot({ objects, admin: { knows: ['shop-v1'] } });
    expect(asked).toEqual([['restate']]);
  });
});

describe('objects of the operator', () => {
  const owner = {
    ownerReferences: [{ kind: 'RestateDeployment', name: 'shop', controller: true }],
  };
  const deployments = [wanted('shop', 'v2')];

  test('are adopted when their deployment is desired', async () => {
    const objects = { replicaSets: [replicaSet('shop-v1', { labels: OPERATORS })] };
    expect(await versionsOf({ deployments, objects })).toEqual(['shop-v1']);
  });

  test.each<[string, Metadata]>([
    ['as long as its resource owns them', { labels: OPERATORS, ...owner }],
    ['of another deployment', { labels: { ...OPERATORS, 'restate.dev/owned-by': 'cart' } }],
    ['that are not its own', { labels: { 'restate.dev/owned-by': 'shop' } }],
  ])('are left alone: %s', async (_, metadata) => {
    const objects = { replicaSets: [replicaSet('shop-v1', metadata)] };
    expect(await versionsOf({ deployments, objects })).toEqual([]);
  });
});

describe("another runtime's objects", () => {
  const labels = { ...OURS, 'restate.dev/runtime': 'other' };

  test('are no versions, and are reported with its id', async () => {
    const objects = {
      replicaSets: [replicaSet('shop-v1', { labels }), replicaSet('shop-v2', { labels })],
    };
    const { observation } = await snapshot({ deployments: [wanted('shop', 'v2')], objects });
    expect(observation.versions).toEqual([]);
    expect([...observation.foreign]).toEqual([
      ['shop-v1', 'other'],
      ['shop-v2', 'other'],
    ]);
  });
});

describe('a version whose ReplicaSet was deleted', () => {
  const version = {
    ...{ version: 'v1', object: 'shop-v1', mode: 'ReplicaSet', state: 'Draining' as const },
    ...{ deploymentId: 'dp_shop-v1', uri: uriOf('shop-v1') },
  };
  const status = (more: object = {}, admin = 'restate'): RuntimeStatus => ({
    ...{ contract: 1, id: 'app', conditions: [] },
    deployments: [{ name: 'shop', admin, conditions: [], versions: [{ ...version, ...more }] }],
  });
  const admin = { knows: ['shop-v1'] };

  test('is known by the status, as long as the admin API knows its id', async () => {
    const { observation } = await snapshot({ status: status(), admin });
    expect(observation.versions).toEqual([
      {
        ...{ deployment: 'shop', version: 'v1', object: 'shop-v1', mode: 'ReplicaSet' },
        ...{ createdAt: '', parts: [], uri: uriOf('shop-v1'), admin: ADMIN },
        state: { deploymentId: 'dp_shop-v1', privateServices: [] },
      },
    ]);
    expect(await versionsOf({ status: status() })).toEqual([]);
  });

  test('is known with what is left of its objects', async () => {
    const service = replicaSet('shop-v1');
    const { observation } = await snapshot({
      status: status(),
      admin,
      objects: { services: [service] },
    });
    expect(observation.versions).toHaveLength(1);
    expect(observation.versions[0]).toMatchObject({
      createdAt: '2026-01-01T00:00:00Z',
      parts: [{ kind: 'services', object: service }],
      state: { deploymentId: 'dp_shop-v1' },
    });
  });

  test('is looked for at the admin API that it was made for', async () => {
    const former = { key: 'former', url: 'http://former:9070' };
    const { observation, asked } = await snapshot({ status: status({ admin: former }) });
    expect(asked).toEqual([['restate'], ['former']]);
    expect(observation.versions[0]).toMatchObject({ object: 'shop-v1', admin: former });
  });

  test('is looked for by its id where the URL of its admin API has changed', async () => {
    const { observation } = await snapshot({ status: status({}, 'former'), admin });
    expect(observation.versions[0]).toMatchObject({ object: 'shop-v1', admin: ADMIN });
  });

  describe('and applied again', () => {
    const former = { key: 'former', url: 'http://former:9070' };
    const applied = (annotations: object = {}) => ({
      deployments: [wanted('shop', 'v1')],
      objects: {
        replicaSets: [
          replicaSet('shop-v1', {
            annotations: {
              'restate.dev/admin': ADMIN.key,
              'restate.dev/admin-url': ADMIN.url,
              ...annotations,
            },
          }),
        ],
      },
    });

    test('for another admin API is still known as that of the former', async () => {
      const { observation, asked } = await snapshot({
        status: status({ admin: former }),
        ...applied(),
      });
      expect(asked).toEqual([['restate'], ['former']]);
      expect(observation.versions[0].state).toMatchObject({
        deploymentId: 'dp_shop-v1',
        registeredWith: former,
      });
    });

    test.each<[string, object, object]>([
      ['for the same admin API, which is asked for its URL', { admin: ADMIN }, {}],
      ['and deregistered since', { admin: former }, { 'restate.dev/deregistering': 'dp_shop-v1' }],
      [
        'and registered since',
        { admin: former },
        {
          'restate.dev/deployment-id': 'dp_2',
          'restate.dev/registered-with': JSON.stringify(ADMIN),
        },
      ],
    ])('%s, is what its annotations say', async (_, recorded, annotations) => {
      const { observation } = await snapshot({
        status: status(recorded),
        ...applied(annotations as Record<string, string>),
      });
      expect(observation.versions[0].state.registeredWith).not.toEqual(former);
      expect(observation.versions[0].state.deploymentId).not.toBe('dp_shop-v1');
    });
  });

  test('has only lost its labels, when the ReplicaSet is still there', async () => {
    const objects = { replicaSets: [replicaSet('shop-v1', { labels: {} })] };
    const { observation, lists } = await snapshot({ status: status(), admin, objects });
    expect(observation.versions).toEqual([]);
    expect(lists).toContain('replicaSets');
  });

  test.each<[string, Cluster]>([
    ['is desired', { deployments: [wanted('shop', 'v1')] }],
    ['has its ReplicaSet', { objects: { replicaSets: [replicaSet('shop-v1')] } }],
    ['was not registered', { status: status({ deploymentId: undefined }) }],
    [
      'was of an admin API that is not desired any more, and no other knows its id',
      { status: status({}, 'former'), admin: {} },
    ],
    ['is of Knative', { status: status({ mode: 'KnativeConfiguration' }) }],
    [
      'is registered for another version',
      {
        objects: {
          replicaSets: [
            replicaSet('shop-v9', { annotations: { 'restate.dev/deployment-id': 'dp_shop-v1' } }),
          ],
        },
      },
    ],
  ])('is not looked for when it %s', async (_, more) => {
    const { lists, observation } = await snapshot({ status: status(), admin, ...more });
    expect(lists).not.toContain('replicaSets');
    expect(observation.versions.filter(({ main }) => main === undefined)).toEqual([]);
  });
});

test('a former server of a version is asked as well, as its annotations have it', async () => {
  const former = { key: 'former', url: 'http://former:9070', id: 'dp_1' };
  const annotations = {
    'restate.dev/deployment-id': 'dp_2',
    'restate.dev/registered-with': JSON.stringify(ADMIN),
    'restate.dev/former-registrations': JSON.stringify([former, 'nonsense', { key: 'x' }]),
  };
  const { observation, asked } = await snapshot({
    objects: { replicaSets: [replicaSet('shop-v1', { annotations })] },
  });
  expect(asked).toEqual([['restate'], ['former']]);
  expect(observation.versions[0].state).toMatchObject({
    registeredWith: ADMIN,
    formerRegistrations: [former],
  });
});
