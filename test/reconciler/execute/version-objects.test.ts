/** What is written to the objects of a version, and in which order. */
import { Execution, register } from './execution';
import type { Action } from '../../../src/reconciler/plan/actions';
import { after } from '../memory/faults';
import { uriOf, wanted } from '../plan/situation';
import type { World } from '../world';

let execution: Execution;
let world: World;

beforeEach(async () => {
  execution = await Execution.start();
  ({ world } = execution);
});
afterEach(() => execution.stop());

const act = (object: string, ...actions: Action[]) => execution.act(object, ...actions);

describe('the objects of a version', () => {
  const LABELS = { 'restate.dev/owned-by': 'shop', 'restate.dev/runtime': 'app' };
  const MARKS = {
    labels: { ...LABELS, 'applyset.kubernetes.io/part-of': 'set' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  };

  beforeEach(() => {
    world.apply('shop-v1');
    world.put('horizontalPodAutoscalers', { metadata: { name: 'shop-v1', labels: LABELS } });
  });

  test('are deleted with the ReplicaSet last, so that a run that was stopped is taken up again', async () => {
    await act('shop-v1', { type: 'delete' });
    expect(world.kubernetes.names()).toEqual([
      'DELETE horizontalpodautoscalers/shop-v1',
      'DELETE services/shop-v1',
      'DELETE replicasets/shop-v1',
    ]);
  });

  test('go without their autoscaler, which would scale them up again', async () => {
    await act('shop-v1', { type: 'remove-autoscaler' });
    expect(world.kubernetes.names()).toEqual(['DELETE horizontalpodautoscalers/shop-v1']);
    expect(world.names('services')).toEqual(['shop-v1']);
  });

  test('are left alone when the ReplicaSet of that name is another one by now', async () => {
    await execution.lease.acquire();
    const { observation } = await world.observe();
    const [version] = observation.versions;
    world.remove('replicaSets', 'shop-v1');
    world.apply('shop-v1');
    await expect(execution.store.delete({ ...version, parts: [] })).rejects.toThrow(
      /UID in the precondition/,
    );
    expect(world.names('replicaSets')).toEqual(['shop-v1']);
  });

  test('lose what kubectl prunes by, where they have it, and nothing else', async () => {
    world.put('replicaSets', { metadata: { name: 'shop-v1', ...MARKS } });
    world.put('services', { metadata: { name: 'shop-v1', ...MARKS } });
    world.desire([wanted('shop', 'v1')]);
    await act('shop-v1', { type: 'remove-marks' });
    expect(world.kubernetes.names()).toEqual([
      'PATCH replicasets/shop-v1/status',
      'PATCH services/shop-v1/status',
    ]);
    const { labels, annotations } = world.find('services', 'shop-v1')!.metadata;
    expect(labels).toEqual(LABELS);
    expect(annotations).toEqual({});
  });

  test('keep it on the Service of a version that is not desired, which no rule of the Role could name', async () => {
    for (const kind of ['replicaSets', 'services'] as const) {
      world.put(kind, { metadata: { name: 'shop-v1', ...MARKS } });
    }
    await act('shop-v1', { type: 'remove-marks' });
    expect(world.kubernetes.names()).toEqual(['PATCH replicasets/shop-v1/status']);
  });
});

describe('a version on Knative', () => {
  beforeEach(() => {
    const metadata = {
      name: 'shop-v1',
      labels: { 'restate.dev/owned-by': 'shop', 'restate.dev/runtime': 'app' },
    };
    for (const kind of ['configurations', 'routes'] as const) world.put(kind, { metadata });
    world.desire([wanted('shop', 'v2')], { knative: true });
  });

  test('keeps its Configuration, its history, when only its Route is to go', async () => {
    await act('shop-v1', { type: 'delete', keepConfiguration: true });
    expect(world.kubernetes.names()).toEqual(['DELETE serving/routes/shop-v1']);
  });

  test('goes with its Configuration, the Route last', async () => {
    await act('shop-v1', { type: 'delete' });
    expect(world.kubernetes.names()).toEqual([
      'DELETE serving/configurations/shop-v1',
      'DELETE serving/routes/shop-v1',
    ]);
  });

  test('is annotated on its Route, since a Configuration would let the token choose what runs', async () => {
    await act('shop-v1', { type: 'annotate', annotations: { note: 'a' } });
    expect(world.kubernetes.names()).toEqual(['PATCH serving/routes/shop-v1']);
    expect(world.find('routes', 'shop-v1')!.metadata.annotations).toEqual({ note: 'a' });
  });
});

describe('an endpoint, which has no object', () => {
  const desired = wanted('shop', 'v1', { mode: 'Endpoint', drainDelaySeconds: 60 });
  const record: Action = { type: 'record-endpoint', desired };
  const records = () =>
    JSON.parse(world.find('configMaps', 'app-status')?.data['endpoints.json'] ?? '[]');

  beforeEach(() => world.server.serve(uriOf('shop-v1'), { services: ['shop'] }));

  test('is written down before it is registered, and its id then', async () => {
    let before = 0;
    world.restate.faults.next(
      /POST .deployments/,
      after(() => (before = records().length)),
    );
    await act('shop-v1', record, register('shop-v1'));
    expect(before).toBe(1);
    expect(records()).toMatchObject([
      {
        ...{ object: 'shop-v1', deployment: 'shop' },
        annotations: {
          'restate.dev/uri': uriOf('shop-v1'),
          'restate.dev/drain-delay-seconds': '60',
          'restate.dev/deployment-id': world.server.idOf(uriOf('shop-v1')),
        },
      },
    ]);
  });

  test('is written down once, although its record was written by a run that died', async () => {
    await act('shop-v1', record);
    await act('shop-v1', record);
    expect(records()).toHaveLength(1);
  });

  test('is forgotten, and the others are not', async () => {
    const other = wanted('cart', 'v1', { mode: 'Endpoint' });
    await act('shop-v1', record, { type: 'record-endpoint', desired: other });
    await act('shop-v1', { type: 'annotate', annotations: { 'restate.dev/removed-at': null } });
    await act('shop-v1', { type: 'delete' });
    expect(records().map(({ object }: any) => object)).toEqual(['cart-v1']);
  });
});
