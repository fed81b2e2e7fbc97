import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { RESOURCES } from '../../../src/reconciler/kubernetes/types';
import { answer, FaultServer, hangUp, neverAnswer } from '../fault-server';

let server: FaultServer;
let client: KubernetesClient;

async function serve(...answers: Parameters<typeof FaultServer.start>): Promise<void> {
  server = await FaultServer.start(...answers);
  client = new KubernetesClient({ url: server.url, token: () => 'secret' }, 'apps');
}

afterEach(async () => {
  client.close();
  await server.stop();
});

const lease = { metadata: { name: 'a', uid: 'u1', resourceVersion: '7' } };
const tooMany = answer(429, { message: 'too many requests' }, { 'retry-after': '0.01' });

test('reads with the token, in its namespace', async () => {
  await serve(answer(200, lease));
  expect(await client.get(RESOURCES.leases, 'a')).toEqual(lease);
  expect(server.received[0]).toMatchObject({
    method: 'GET',
    path: '/apis/coordination.k8s.io/v1/namespaces/apps/leases/a',
    headers: { authorization: 'Bearer secret' },
  });
});

test('a read outlives a restart of the API server', async () => {
  await serve(answer(503, { message: 'starting' }), hangUp, answer(200, lease));
  expect(await client.get(RESOURCES.leases, 'a')).toEqual(lease);
});

test('what is not there is found to be undefined', async () => {
  await serve(answer(404, { reason: 'NotFound', message: 'leases "a" not found' }));
  expect(await client.find(RESOURCES.leases, 'a')).toBeUndefined();
  await expect(client.get(RESOURCES.leases, 'a')).rejects.toMatchObject({ code: 'NotFound' });
});

test('a write that the API server turned away is tried again', async () => {
  await serve(tooMany, answer(200, lease));
  await client.update(RESOURCES.leases, lease);
  expect(server.received).toHaveLength(2);
});

test('a write that may have been done is not repeated', async () => {
  await serve(hangUp);
  await expect(client.update(RESOURCES.leases, lease)).rejects.toThrow(/PUT .*leases\/a/);
  expect(server.received).toHaveLength(1);
});

test('a write that failed inside of the API server is not repeated', async () => {
  await serve(answer(500, { message: 'etcdserver: request timed out' }));
  await expect(client.update(RESOURCES.leases, lease)).rejects.toThrow(
    'etcdserver: request timed out',
  );
  expect(server.received).toHaveLength(1);
});

test('a server that accepts and never answers meets the deadline', async () => {
  await serve(neverAnswer);
  const request = client.request('PUT', '/x', { deadlineMs: 50 });
  await expect(request).rejects.toThrow(/no answer within 0.05 s/);
});

test('deletes only the object that was read', async () => {
  await serve(answer(200, {}));
  await client.delete(RESOURCES.replicaSets, lease);
  expect(server.received[0]).toMatchObject({
    method: 'DELETE',
    body: { preconditions: { uid: 'u1', resourceVersion: '7' }, propagationPolicy: 'Background' },
  });
});

test('an object that is gone already counts as deleted', async () => {
  await serve(answer(404, {}));
  await expect(client.delete(RESOURCES.replicaSets, lease)).resolves.toBeUndefined();
});

test('an object that changed in the meantime is not deleted, and says so', async () => {
  await serve(
    answer(409, { reason: 'Conflict', message: 'the UID in the precondition does not match' }),
  );
  await expect(client.delete(RESOURCES.replicaSets, lease)).rejects.toThrow(
    /UID in the precondition/,
  );
});

test('patches a subresource by a merge patch', async () => {
  await serve(answer(200, lease));
  await client.patch(RESOURCES.replicaSets, 'a', { spec: { replicas: 0 } }, 'scale');
  expect(server.received[0]).toMatchObject({
    method: 'PATCH',
    path: '/apis/apps/v1/namespaces/apps/replicasets/a/scale?fieldManager=cdk8s-restate',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { spec: { replicas: 0 } },
  });
});

describe('a list', () => {
  const page = (names: string[], more?: string) =>
    answer(200, {
      metadata: { resourceVersion: '7', ...(more && { continue: more }) },
      items: names.map((name) => ({ metadata: { name } })),
    });

  test('is read in pages, and is one', async () => {
    await serve(page(['a', 'b'], 'after-b'), page(['c']));
    const { items, metadata } = await client.list(RESOURCES.jobs, 'app=a');
    expect(items.map((each) => each.metadata.name)).toEqual(['a', 'b', 'c']);
    expect(metadata.resourceVersion).toBe('7');
    expect(server.received.map(({ path }) => path.split('?')[1])).toEqual([
      'labelSelector=app%3Da&limit=250',
      'labelSelector=app%3Da&limit=250&continue=after-b',
    ]);
  });

  test('has of the objects of versions what is read of them', async () => {
    const set = {
      metadata: {
        name: 'shop-v1',
        annotations: {
          'restate.dev/pod-template': 'x'.repeat(3_000),
          'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(3_000),
          'restate.dev/deployment-id': 'dp_1',
        },
        managedFields: [{ manager: 'kubectl', time: 'now', fieldsV1: { 'f:spec': {} } }],
      },
      spec: { replicas: 2, template: { spec: { containers: [{ name: 'app' }] } } },
      status: { replicas: 2 },
    };
    await serve(answer(200, { metadata: {}, items: [set] }));
    const { items } = await client.list(RESOURCES.replicaSets);
    expect(items).toEqual([
      {
        metadata: {
          name: 'shop-v1',
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': '',
            'restate.dev/deployment-id': 'dp_1',
          },
          managedFields: [{ manager: 'kubectl', time: 'now' }],
        },
        spec: { replicas: 2 },
        status: { replicas: 2 },
      },
    ]);
  });

  test('has of a Job what its pods run', async () => {
    const job = { metadata: { name: 'a' }, spec: { template: { spec: { volumes: [] } } } };
    await serve(answer(200, { metadata: {}, items: [job] }));
    expect((await client.list(RESOURCES.jobs)).items).toEqual([job]);
  });
});

test('an answer that is cut off is read again, and told with what was asked', async () => {
  await serve((response) => response.writeHead(200).end('{"metadata":{"name"'));
  const found = client.get(RESOURCES.leases, 'a');
  await expect(found).rejects.toThrow(/GET .*leases\/a: the answer is not JSON/);
  expect(server.received).toHaveLength(4);
});

test('the time is that of the API server', async () => {
  await serve(answer(200, lease, { date: 'Sun, 01 Jan 2040 00:00:00 GMT' }));
  expect(() => client.clock.now()).toThrow(/time of the API server is not known yet/);
  await client.get(RESOURCES.leases, 'a');
  expect(client.clock.now().toISOString()).toMatch(/^2040-01-01T00:00:00/);
});
