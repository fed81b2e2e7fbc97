import { once } from 'node:events';
import { KubernetesClient } from '../../../src/reconciler/kubernetes/client';
import { Informer } from '../../../src/reconciler/kubernetes/informer';
import { RESOURCES } from '../../../src/reconciler/kubernetes/types';
import type { KubernetesObject } from '../../../src/reconciler/kubernetes/types';
import type { Received } from '../fault-server';
import { answer, FaultServer, hangUp, neverAnswer } from '../fault-server';

type Answer = Parameters<typeof FaultServer.start>[0];

const stop = new AbortController();
let server: FaultServer;
let client: KubernetesClient;
let informer: Informer<KubernetesObject>;
let changes: EventTarget;

async function follow(...answers: Answer[]): Promise<void> {
  server = await FaultServer.start(...answers);
  client = new KubernetesClient({ url: server.url, token: () => 'secret' }, 'apps');
  changes = new EventTarget();
  const selection = { labelSelector: 'restate.dev/owned-by' };
  informer = new Informer(client, RESOURCES.replicaSets, selection, () =>
    changes.dispatchEvent(new Event('changed')),
  );
  void informer.run(stop.signal, () => undefined);
}

afterEach(async () => {
  client.close();
  await server.stop();
});
afterAll(() => stop.abort());

function object(name: string, resourceVersion: string): KubernetesObject {
  return { metadata: { name, resourceVersion } };
}

function list(resourceVersion: string, ...names: string[]): Answer {
  return answer(200, {
    metadata: { resourceVersion },
    items: names.map((name) => object(name, '1')),
  });
}

/** A watch that tells events, and then stays open or ends. */
function watch(events: ReadonlyArray<readonly [string, object]>, ends = false): Answer {
  return (response) => {
    response.writeHead(200);
    const lines = events.map(([type, each]) => `${JSON.stringify({ type, object: each })}\n`);
    // It breaks off later than what it has told arrives.
    response.write(lines.join('') || ' ');
    if (ends) setTimeout(() => response.destroy(), 50);
  };
}

/** Waits until the informer is current and shows these names. */
async function shows(...names: string[]): Promise<void> {
  const found = () => informer.items.map(({ metadata }) => metadata.name).join();
  while (!informer.isCurrent || found() !== names.join()) await once(changes, 'changed');
}

/** `list`, or the version that a watch began at. */
function asked({ path }: Received): string {
  const { searchParams } = new URL(path, 'http://server');
  return searchParams.has('watch') ? `watch ${searchParams.get('resourceVersion')}` : 'list';
}

test('shows what was listed, and what a watch has told since', async () => {
  await follow(
    list('7', 'a', 'b'),
    watch([
      ['ADDED', object('c', '8')],
      ['DELETED', object('a', '9')],
    ]),
  );
  await shows('b', 'c');
  expect(server.received.map(asked)).toEqual(['list', 'watch 7']);
  expect(server.received[1].path).toContain('labelSelector=restate.dev%2Fowned-by');
});

test('a watch that is lost goes on where it was, also after a bookmark', async () => {
  await follow(
    list('7', 'a'),
    watch([['BOOKMARK', object('', '20')]], true),
    hangUp,
    watch([['ADDED', object('b', '21')]]),
  );
  await shows('a', 'b');
  expect(server.received.map(asked)).toEqual(['list', 'watch 7', 'watch 20', 'watch 20']);
});

test.each<[string, Answer]>([
  ['refused', answer(410, { reason: 'Expired', message: 'too old resource version' })],
  ['told by the watch', watch([['ERROR', { code: 410, message: 'too old resource version' }]])],
])('what is too old to go on from (%s) is listed again', async (_, gone) => {
  await follow(list('7', 'a', 'b'), gone, list('90', 'b'), watch([]));
  await shows('b');
  expect(server.received.map(asked)).toEqual(['list', 'watch 7', 'list', 'watch 90']);
});

test('a watch that the API server does not let go on is given up for a list', async () => {
  const broken = answer(500, {
    message: 'etcdserver: mvcc: required revision is a future revision',
  });
  await follow(list('7', 'a'), broken, broken, broken, broken, list('3', 'b'), watch([]));
  await shows('b');
});

test('it is not current while the watch is lost', async () => {
  await follow(list('7', 'a'), watch([['ADDED', object('b', '8')]], true), neverAnswer);
  while (informer.items.length < 2) await once(changes, 'changed');
  while (server.received.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(informer.isCurrent).toBe(false);
});

test('of a kind that is not installed there is nothing', async () => {
  await follow(answer(404, { reason: 'NotFound', message: 'page not found' }));
  await shows();
});
