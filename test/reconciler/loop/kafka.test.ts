/** Kafka clusters and subscriptions, as the passes of a runtime make them at a server. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretsBinding } from '../../../src/contract';
import type { DesiredKafkaCluster, DesiredState, DesiredSubscription } from '../../../src/contract';
import { Reconciler } from '../../../src/reconciler/loop/reconciler';
import { loseAnswer, refuse } from '../memory/faults';
import { ADMIN, wanted } from '../plan/situation';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let reconciler: Reconciler;

beforeEach(async () => {
  world = await World.start();
  reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
});
afterEach(async () => {
  await pass(reconciler.settle());
  await world.stop();
});
useVirtualTime();

const CLUSTER: DesiredKafkaCluster = {
  name: 'events',
  admin: ADMIN.key,
  properties: { 'bootstrap.servers': 'kafka:9092' },
};
const SUBSCRIPTION: DesiredSubscription = {
  name: 'orders',
  admin: ADMIN.key,
  source: 'kafka://events/orders',
  sink: 'service://shop/order',
  properties: { 'group.id': 'orders' },
};
const BOTH = { kafkaClusters: [CLUSTER], subscriptions: [SUBSCRIPTION] };

const kafka = () => world.restate.api.kafka;
const subscriptions = () => [...kafka().subscriptions.values()];
const changes = () => world.restate.names(/^(POST|PATCH|DELETE) .(kafka|subscr)/);
const ready = (object: string) =>
  world.reported?.kafka?.find((each) => each.object === object)?.conditions[0];

function desire(more: Partial<DesiredState>): void {
  world.desire([wanted('shop', 'v1')], more);
}

/** Passes until there is nothing to do. */
async function settle(): Promise<void> {
  for (let passes = 0; ; passes++) {
    const { progressed } = await pass(reconciler.pass(), world.clock);
    if (!progressed) return;
    expect(passes).toBeLessThan(10);
  }
}

/** The service is registered, and what is desired is there. */
async function start(more: Partial<DesiredState> = BOTH): Promise<void> {
  world.applyRegistered('shop-v1');
  desire(more);
  await settle();
  world.restate.forget();
}

describe('what is desired', () => {
  test('is made once, with the mark of its runtime, and its cluster before its subscription', async () => {
    world.applyRegistered('shop-v1');
    desire(BOTH);
    await settle();
    await settle();
    expect(changes()).toEqual(['POST /kafka-clusters', 'POST /subscriptions']);
    expect(kafka().clusters.get('events')).toEqual({
      'bootstrap.servers': 'kafka:9092',
      'client.software.name': 'cdk8s-restate',
      'client.software.version': expect.stringMatching(/^apps\.app\.events\.[0-9a-f]{10}$/),
    });
    expect(subscriptions()).toMatchObject([
      {
        source: 'kafka://events/orders',
        sink: 'service://shop/order',
        options: { 'group.id': 'orders' },
      },
    ]);
    expect(ready('kafka-cluster/events')).toMatchObject({ status: 'True', reason: 'Registered' });
    expect(ready('subscription/orders')).toMatchObject({ status: 'True', reason: 'Registered' });
    expect(world.reported!.kafka![1]).toMatchObject({ id: 'sub_1', sink: 'service://shop/order' });
  });

  test('waits for the service of a subscription to be registered', async () => {
    desire(BOTH);
    await settle();
    expect(subscriptions()).toEqual([]);
    expect(ready('subscription/orders')).toMatchObject({
      reason: 'WaitingForService',
      message: expect.stringContaining('shop'),
    });
    world.apply('shop-v1');
    await settle();
    expect(subscriptions()).toHaveLength(1);
  });

  test('is asked for at no server where an app has nothing for Kafka', async () => {
    world.applyRegistered('shop-v1');
    world.desire([wanted('shop', 'v1')]);
    await settle();
    expect(world.restate.names(/kafka|subscr/)).toEqual([]);
  });

  test('is refused by the server in its own words, and tried again', async () => {
    world.applyRegistered('shop-v1');
    desire(BOTH);
    world.restate.faults.next(/POST .subscriptions/, refuse(400, 'no such handler'));
    await settle();
    expect(ready('subscription/orders')).toMatchObject({
      reason: 'ActionFailed',
      message: expect.stringContaining('no such handler'),
    });
    await pass(1_000, world.clock);
    await settle();
    expect(ready('subscription/orders')).toMatchObject({ status: 'True' });
  });
});

describe('a change', () => {
  test('of a cluster is a PATCH', async () => {
    await start();
    const properties = { 'bootstrap.servers': 'other:9092' };
    desire({ ...BOTH, kafkaClusters: [{ ...CLUSTER, properties }] });
    await settle();
    expect(changes()).toEqual(['PATCH /kafka-clusters/events']);
    expect(kafka().clusters.get('events')).toMatchObject(properties);
  });

  test('of a subscription is a new one, and then the end of the former', async () => {
    await start();
    desire({ ...BOTH, subscriptions: [{ ...SUBSCRIPTION, source: 'kafka://events/sales' }] });
    await settle();
    expect(changes()).toEqual(['POST /subscriptions', 'DELETE /subscriptions/sub_1']);
    expect(subscriptions()).toMatchObject([{ id: 'sub_2', source: 'kafka://events/sales' }]);
    expect(world.events).not.toContain('KafkaDrift');
  });

  test('that the server refuses leaves the former subscription at work', async () => {
    await start();
    desire({ ...BOTH, subscriptions: [{ ...SUBSCRIPTION, sink: 'service://other/x' }] });
    await settle();
    expect(subscriptions()).toMatchObject([{ id: 'sub_1' }]);
    expect(ready('subscription/orders')).toMatchObject({ reason: 'WaitingForService' });
  });
});

describe('what has left the app', () => {
  test('is removed, the subscription before its cluster', async () => {
    await start();
    desire({});
    await settle();
    expect(changes()).toEqual(['DELETE /subscriptions/sub_1', 'DELETE /kafka-clusters/events']);
    expect(world.reported!.kafka).toBeUndefined();
    expect(world.events.filter((each) => each === 'Removed')).toHaveLength(2);
  });

  test('is looked for without a status where the desired state says that nothing is desired', async () => {
    await start();
    world.remove('configMaps', 'app-status');
    reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
    desire({ kafkaClusters: [], subscriptions: [] });
    await settle();
    expect([subscriptions(), kafka().clusters.size]).toEqual([[], 0]);
  });

  test('stays while the desired state has faults', async () => {
    await start();
    const faulty = { ...SUBSCRIPTION, unknown: true };
    desire({ ...BOTH, subscriptions: [faulty] });
    await settle();
    expect(changes()).toEqual([]);
    expect(ready('subscription/orders')).toMatchObject({ reason: 'RemovalsSuspended' });
  });

  test('stays while another app seems to have the same id by chance', async () => {
    await start();
    desire({ subscriptions: [{ ...SUBSCRIPTION, name: 'other' }], idIsDefault: true });
    await settle();
    expect(ready('subscription/orders')).toMatchObject({ reason: 'RemovalsSuspended' });
    expect(kafka().subscriptions.has('sub_1')).toBe(true);
  });

  test('is kept as a cluster that subscriptions of somebody else read from', async () => {
    await start();
    const other = kafka().subscribe('kafka://events/all', 'service://shop/order');
    desire({});
    await settle();
    expect(subscriptions().map(({ id }) => id)).toEqual([other.id]);
    expect(ready('kafka-cluster/events')).toMatchObject({
      reason: 'InUse',
      message: expect.stringContaining(other.id),
    });
  });

  test('is told where a DELETE was answered and not done, and removed by the next', async () => {
    await start();
    desire({ kafkaClusters: [CLUSTER] });
    world.restate.faults.next(/DELETE .subscriptions/, refuse(202));
    await settle();
    expect(ready('subscription/orders')).toMatchObject({
      reason: 'ActionFailed',
      message: expect.stringContaining('is still there'),
    });
    await pass(1_000, world.clock);
    await settle();
    expect(subscriptions()).toEqual([]);
  });
});

describe('what is not this runtime’s', () => {
  test('stays as it is, though it is of the same topic and service', async () => {
    await start({ kafkaClusters: [CLUSTER] });
    const other = kafka().subscribe('kafka://events/orders', 'service://shop/order', {
      'client.software.name': 'cdk8s-restate',
      'client.software.version': 'apps.other.orders.0123456789',
    });
    const byHand = kafka().subscribe('kafka://events/orders', 'service://shop/order');
    desire(BOTH);
    await settle();
    desire({ kafkaClusters: [CLUSTER] });
    await settle();
    expect(subscriptions().map(({ id }) => id)).toEqual([other.id, byHand.id]);
  });

  test('is told where a cluster has the name', async () => {
    kafka().createCluster('events', {
      'bootstrap.servers': 'theirs:9092',
      'client.software.name': 'cdk8s-restate',
      'client.software.version': 'shop.other.events.0123456789',
    });
    await start();
    expect(changes()).toEqual([]);
    expect(kafka().clusters.get('events')).toMatchObject({ 'bootstrap.servers': 'theirs:9092' });
    expect(ready('kafka-cluster/events')).toMatchObject({
      reason: 'TakenByOther',
      message: expect.stringContaining('shop/other'),
    });
    expect(ready('subscription/orders')).toMatchObject({ reason: 'WaitingForCluster' });
  });
});

describe('after a crash', () => {
  test('between the request and the status, what was made is found by its mark, and not made twice', async () => {
    world.applyRegistered('shop-v1');
    desire(BOTH);
    world.restate.faults.next(/POST .kafka-clusters/, loseAnswer);
    world.restate.faults.next(/POST .subscriptions/, loseAnswer);
    await settle();
    reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
    await settle();
    await settle();
    expect(kafka().clusters.size).toBe(1);
    expect(subscriptions()).toHaveLength(1);
    expect(ready('subscription/orders')).toMatchObject({ status: 'True' });
  });

  test('one that was made twice all the same is removed', async () => {
    await start();
    const [first] = subscriptions();
    kafka().subscribe(first.source, first.sink, first.options);
    await settle();
    expect(subscriptions()).toEqual([first]);
  });

  test('without a status, what has left is found as soon as the app has anything for Kafka', async () => {
    await start();
    world.remove('configMaps', 'app-status');
    reconciler = new Reconciler(world.client, { id: 'app', holder: 'me' });
    desire({ kafkaClusters: [CLUSTER] });
    await settle();
    expect(subscriptions()).toEqual([]);
  });
});

describe('drift', () => {
  test('of a subscription that somebody has removed is put right, and told by an Event', async () => {
    await start();
    kafka().unsubscribe('sub_1');
    await settle();
    expect(subscriptions()).toHaveLength(1);
    expect(world.events).toContain('KafkaDrift');
  });

  test('of a cluster that somebody has changed is put right, and told by an Event that names what', async () => {
    await start();
    const before = kafka().clusters.get('events')!;
    kafka().updateCluster('events', { ...before, 'bootstrap.servers': 'evil:9092' });
    await settle();
    expect(kafka().clusters.get('events')).toEqual(before);
    const [event] = world.list('events').filter(({ reason }) => reason === 'KafkaDrift');
    expect(event.message).toContain('bootstrap.servers');
  });
});

describe('a server before 1.7', () => {
  beforeEach(() => (kafka().configured = ['events']));

  test('has its clusters in its configuration, which the condition of a cluster says', async () => {
    await start();
    expect(ready('kafka-cluster/events')).toMatchObject({
      reason: 'NotSupported',
      message: expect.stringContaining('[[ingress.kafka-clusters]]'),
    });
    expect(ready('subscription/orders')).toMatchObject({ reason: 'WaitingForCluster' });
  });

  test('has subscriptions to these, which are made and removed all the same', async () => {
    await start({ subscriptions: [SUBSCRIPTION] });
    expect(subscriptions()).toHaveLength(1);
    desire({});
    await settle();
    expect(subscriptions()).toEqual([]);
  });
});

describe('secrets', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kafka-')), 'sasl.password');
  const secret = { ...CLUSTER, secretProperties: ['sasl.password'] };

  function withAccess(binding = secretsBinding(secret, [])): void {
    const files = { 'sasl.password': file };
    const of = { url: world.restate.url, kafka: { 'kafka-cluster/events': { binding, files } } };
    reconciler = new Reconciler(world.client, {
      ...{ id: 'app', holder: 'me' },
      access: { [ADMIN.key]: of },
    });
  }

  test('come from files, and are in neither status nor Events', async () => {
    writeFileSync(file, 'first-password\n');
    withAccess();
    await start({ kafkaClusters: [secret] });
    expect(kafka().clusters.get('events')).toMatchObject({ 'sasl.password': 'first-password' });
    const written = JSON.stringify([world.reported, world.list('events')]);
    expect(written).not.toContain('first-password');
  });

  test('that were rotated are sent again, and others are not', async () => {
    writeFileSync(file, 'first-password');
    withAccess();
    await start({ kafkaClusters: [secret] });
    await settle();
    expect(changes()).toEqual([]);
    writeFileSync(file, 'second-password');
    await settle();
    expect(changes()).toEqual(['PATCH /kafka-clusters/events']);
    expect(kafka().clusters.get('events')).toMatchObject({ 'sasl.password': 'second-password' });
    expect(world.events).not.toContain('KafkaDrift');
  });

  test('are not sent to brokers that somebody has written into the desired state', async () => {
    writeFileSync(file, 'first-password');
    withAccess();
    const properties = { 'bootstrap.servers': 'evil:9092' };
    await start({ kafkaClusters: [{ ...secret, properties }] });
    expect(kafka().clusters.size).toBe(0);
    expect(ready('kafka-cluster/events')).toMatchObject({ reason: 'KeyMissing' });
  });
});

test('of a server that does not answer, what was seen last is kept and nothing is concluded', async () => {
  await start();
  world.restate.faults.always(/./, refuse(503, 'starting'));
  desire({});
  await settle();
  expect(ready('subscription/orders')).toMatchObject({ status: 'Unknown' });
  expect(world.events).not.toContain('Removed');
});

test('what fails for Kafka alone does not hold back deployments', async () => {
  world.apply('shop-v1');
  desire(BOTH);
  world.restate.faults.always(/subscriptions|kafka/, refuse(500, 'broken'));
  await settle();
  expect(world.server.services.has('shop')).toBe(true);
  expect(ready('subscription/orders')).toMatchObject({ status: 'Unknown' });
});
