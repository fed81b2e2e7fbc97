import type { DesiredDeployment } from '../../../src/contract';
import { VersionStore } from '../../../src/reconciler/execute/version-store';
import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import type { KubernetesObject } from '../../../src/reconciler/kubernetes/types';
import type { ObservedVersion } from '../../../src/reconciler/observe/observation';
import { FaultServer } from '../fault-server';
import type { Received } from '../fault-server';
import { ADMIN, NOW, prunable, registered, wanted } from '../plan/situation';

let server: FaultServer;
let kubernetes: KubernetesClient;
let store: VersionStore;
/** The status ConfigMap, once there is one. */
let status: { data: Record<string, string> } | undefined;

beforeEach(async () => {
  status = undefined;
  server = await FaultServer.start((response, { method, path, body }) => {
    const isStatus = path.includes('/configmaps');
    if (isStatus && (method === 'PATCH' || method === 'PUT')) status = body;
    const missing = isStatus && status === undefined;
    response.writeHead(missing ? 404 : 200);
    response.end(JSON.stringify(isStatus ? (status ?? { reason: 'NotFound' }) : {}));
  });
  kubernetes = new KubernetesClient({ url: server.url, token: () => 'secret' }, 'apps');
  store = new VersionStore(kubernetes, new StatusStore(kubernetes, 'app'));
});

afterEach(async () => {
  kubernetes.close();
  await server.stop();
});

const URLS: Readonly<Record<string, string>> = {
  '/api/v1': '',
  '/apis/apps/v1': '',
  '/apis/autoscaling/v2': '',
  '/apis/serving.knative.dev/v1': 'knative:',
};

/** `METHOD resource/name`, as they came. */
function requests(): string[] {
  return server.received.map(({ method, path }) => {
    const [, api, rest] = /^(.*)\/namespaces\/apps\/([^?]*)/.exec(path)!;
    return `${method} ${URLS[api]}${rest}`;
  });
}

function bodies(): unknown[] {
  return server.received.map(({ body }: Received) => body);
}

const object = (name: string): KubernetesObject => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion: '7' },
});
const step = (version: ObservedVersion) => ({
  admin: ADMIN,
  deployment: version.deployment,
  object: version.object,
  version,
  actions: [],
});

const parts = (name: string, ...kinds: Array<ObservedVersion['parts'][number]['kind']>) =>
  kinds.map((kind) => ({ kind, object: object(name) }));

const replicaSet = registered(
  'shop-v1',
  {},
  { main: object('shop-v1'), parts: parts('shop-v1', 'services', 'horizontalPodAutoscalers') },
);
const knative = registered(
  'shop-v1',
  {},
  {
    mode: 'KnativeConfiguration',
    main: object('shop-v1'),
    parts: parts('shop-v1', 'configurations'),
  },
);
const endpoint: DesiredDeployment = wanted('shop', 'v1', {
  mode: 'Endpoint',
  uri: 'https://shop.example',
  drainDelaySeconds: 7,
});
const stored = () => JSON.parse(status!.data['endpoints.json']);

test('a version is deleted from the autoscaler on, which would scale it up again, and its ReplicaSet last', async () => {
  await store.delete(replicaSet);
  expect(requests()).toEqual([
    'DELETE horizontalpodautoscalers/shop-v1',
    'DELETE services/shop-v1',
    'DELETE replicasets/shop-v1',
  ]);
  for (const body of bodies()) {
    expect(body).toMatchObject({
      propagationPolicy: 'Background',
      preconditions: { uid: 'uid-shop-v1', resourceVersion: '7' },
    });
  }
});

test('the last version of a Knative Service goes with it, and its Route goes last', async () => {
  await store.delete({
    ...knative,
    mode: 'KnativeRevision',
    parts: [...parts('shop', 'knativeServices'), ...parts('shop-v1', 'configurations')],
  });
  expect(requests()).toEqual([
    'DELETE knative:configurations/shop-v1',
    'DELETE knative:services/shop',
    'DELETE knative:routes/shop-v1',
  ]);
});

test('a Configuration that is kept for a roll back loses its Route and nothing else', async () => {
  await store.delete(knative, true);
  expect(requests()).toEqual(['DELETE knative:routes/shop-v1']);
});

test('a Configuration that is not kept goes before its Route', async () => {
  await store.delete(knative);
  expect(requests()).toEqual([
    'DELETE knative:configurations/shop-v1',
    'DELETE knative:routes/shop-v1',
  ]);
});

test('what is left of a version without its ReplicaSet is deleted all the same', async () => {
  await store.delete({ ...replicaSet, main: undefined });
  expect(requests()).toEqual([
    'DELETE horizontalpodautoscalers/shop-v1',
    'DELETE services/shop-v1',
  ]);
});

test('the autoscaler alone is removed', async () => {
  await store.removeAutoscaler(replicaSet);
  expect(requests()).toEqual(['DELETE horizontalpodautoscalers/shop-v1']);
});

test('a ReplicaSet is annotated through its status, since no right lets the runtime change its pods', async () => {
  await store.annotate(step(replicaSet), { a: 'b', c: null });
  expect(requests()).toEqual(['PATCH replicasets/shop-v1/status']);
  expect(bodies()).toEqual([{ metadata: { annotations: { a: 'b', c: null } } }]);
});

test.each(['KnativeConfiguration', 'KnativeRevision'] as const)(
  'a %s is annotated on its Route',
  async (mode) => {
    await store.annotate(step({ ...knative, mode }), { a: 'b' });
    expect(requests()).toEqual(['PATCH knative:routes/shop-v1']);
  },
);

test('replicas are set through the scale of the ReplicaSet', async () => {
  await store.scale(step(replicaSet), 0);
  expect(requests()).toEqual(['PATCH replicasets/shop-v1/scale']);
  expect(bodies()).toEqual([{ spec: { replicas: 0 } }]);
});

test('marks of kubectl are removed from those objects that have any, through their status', async () => {
  await store.removeMarks({
    ...replicaSet,
    main: prunable('shop-v1'),
    parts: [
      ...parts('shop-v1', 'services'),
      { kind: 'horizontalPodAutoscalers', object: prunable('shop-v1') },
    ],
  });
  expect(requests()).toEqual([
    'PATCH replicasets/shop-v1/status',
    'PATCH horizontalpodautoscalers/shop-v1/status',
  ]);
  expect(bodies()[0]).toEqual({
    metadata: {
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': null },
      labels: { 'applyset.kubernetes.io/part-of': null },
    },
  });
});

test('marks of a Route are removed, those of a Configuration or a Knative Service can not be', async () => {
  await store.removeMarks({
    ...knative,
    main: prunable('shop-v1'),
    parts: [
      { kind: 'configurations', object: prunable('shop-v1') },
      { kind: 'knativeServices', object: prunable('shop') },
    ],
  });
  expect(requests()).toEqual(['PATCH knative:routes/shop-v1']);
});

test('an endpoint is recorded once, with what its removal has to know', async () => {
  await store.recordEndpoint(endpoint, ADMIN, NOW);
  await store.recordEndpoint({ ...endpoint, drainDelaySeconds: 9 }, ADMIN, NOW);
  expect(stored()).toEqual([
    {
      object: 'shop-v1',
      deployment: 'shop',
      createdAt: NOW.toISOString(),
      annotations: {
        'restate.dev/version': 'v1',
        'restate.dev/admin': ADMIN.key,
        'restate.dev/admin-url': ADMIN.url,
        'restate.dev/uri': 'https://shop.example',
        'restate.dev/drain-delay-seconds': '7',
        'restate.dev/deletion-policy': 'drain',
      },
    },
  ]);
});

test('annotations of an endpoint are those of its record, and of no other', async () => {
  await store.recordEndpoint(endpoint, ADMIN, NOW);
  await store.recordEndpoint(wanted('shop', 'v2', { mode: 'Endpoint' }), ADMIN, NOW);
  const { version: _, ...unobserved } = step(registered('shop-v1'));
  await store.annotate(unobserved, { 'restate.dev/deployment-id': 'dp_1' });
  await store.annotate(step(registered('shop-v1', {}, { mode: 'Endpoint' })), {
    'restate.dev/uri': null,
  });
  const [first, second] = stored();
  expect(first.annotations).toMatchObject({ 'restate.dev/deployment-id': 'dp_1' });
  expect(first.annotations).not.toHaveProperty(['restate.dev/uri']);
  expect(second.annotations).not.toHaveProperty(['restate.dev/deployment-id']);
  expect(second.annotations).toHaveProperty(['restate.dev/uri']);
});

test('an endpoint is forgotten when its version is deleted, and the others are not', async () => {
  await store.recordEndpoint(endpoint, ADMIN, NOW);
  await store.recordEndpoint(wanted('shop', 'v2', { mode: 'Endpoint' }), ADMIN, NOW);
  await store.delete(registered('shop-v1', {}, { mode: 'Endpoint' }));
  expect(stored().map((each: { object: string }) => each.object)).toEqual(['shop-v2']);
});
