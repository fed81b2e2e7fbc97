import { credentialsSteps } from '../../../../src/reconciler/cluster-jobs/credentials/credentials';
import { refuse } from '../../memory/faults';
import { pass, useVirtualTime } from '../../virtual-time';
import { World } from '../../world';
import { putJob, runOf } from '../job';

let world: World;
beforeEach(async () => {
  world = await World.start();
  putJob(world, 'credentials', 'own');
});
afterEach(() => world.stop());
useVirtualTime();

const CANARY = {
  ...{ apiVersion: 'batch/v1', kind: 'Job' },
  metadata: { name: 'canary', namespace: 'apps', labels: { app: 'canary' } },
  spec: { template: { spec: { containers: [] } } },
};
const steps = (more: Partial<Parameters<typeof credentialsSteps>[1]> = {}) => {
  const next = credentialsSteps(runOf(world), {
    ...{ replicas: 2, aws: true, canaries: [CANARY] },
    ...more,
  });
  return (): Promise<any> => pass(next());
};

function canary(...ended: string[]): void {
  const conditions = ended.map((type) => ({ type, status: 'True' }));
  const labels = { app: 'canary', tool: 'of-the-user' };
  world.put('jobs', { metadata: { name: 'canary', labels }, status: { conditions } });
}
function pod(ordinal: number, { credentials = true, ready = true } = {}): void {
  const env = credentials ? [{ name: 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE' }] : [];
  world.remove('pods', `restate-${ordinal}`);
  world.put('pods', {
    metadata: { name: `restate-${ordinal}` },
    spec: { containers: [{ name: 'sidecar' }, { name: 'restate', env }] },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
}
const writes = () => world.kubernetes.names().filter((name) => !name.includes('events'));

test('with a canary that has passed and pods that have their credentials it is done, and older Jobs go', async () => {
  world.remove('jobs', 'own');
  putJob(world, 'credentials', 'before', 'Complete');
  putJob(world, 'credentials', 'own');
  canary('Complete');
  pod(0);
  pod(1);
  expect(await steps()()).toMatchObject({
    exit: 0,
    message: 'all pods have their credentials',
  });
  expect(writes()).toEqual(['DELETE jobs/before']);
});

test('a canary that runs is waited for', async () => {
  canary();
  pod(0, { credentials: false });
  expect(await steps()()).toEqual({
    waitFor: 'Job canary has not shown yet that pods get credentials',
  });
  expect(writes()).toEqual([]);
});

test('one that failed is made anew, as whoever applied it had made it, and told', async () => {
  canary('Failed');
  const { uid } = world.find('jobs', 'canary')!.metadata;
  expect(await steps()()).toEqual({
    waitFor: 'Job canary was created again to check the credentials',
  });
  const made = world.find('jobs', 'canary')!;
  expect(made.metadata.uid).not.toBe(uid);
  expect(made.metadata.labels).toEqual({ app: 'canary', tool: 'of-the-user' });
  expect(made.spec).toEqual(CANARY.spec);
  expect(world.events).toEqual(['CredentialsMissing']);
});

test('one that is missing may still be applied; after a minute it is made', async () => {
  const next = steps();
  await next();
  expect(writes()).toEqual([]);
  await pass(61_000, world.clock);
  await next();
  expect(writes()).toEqual(['POST jobs']);
  expect(world.events).toEqual([]);
});

test('a pod that serves is evicted, so that the disruption budget keeps the quorum', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  pod(1);
  expect((await steps()()).waitFor).toMatch(/^pod restate-0 is being replaced/);
  expect(writes()).toEqual(['POST pods/restate-0/eviction']);
  expect(world.names('pods')).toEqual(['restate-1']);
  expect(world.events).toEqual(['PodReplaced']);
});

test('a pod that never becomes ready is deleted, since no budget would let it go', async () => {
  canary('Complete');
  pod(0, { credentials: false, ready: false });
  await steps()();
  expect(writes()).toEqual(['DELETE pods/restate-0']);
});

test('a disruption budget that says no is waited for, and nothing is told yet', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  world.kubernetes.faults.next(/eviction/, refuse(429, { message: 'budget' }), 4);
  expect((await steps()()).waitFor).toMatch(/^pod restate-0 is being replaced/);
  expect(world.names('pods')).toEqual(['restate-0']);
  expect(world.events).toEqual([]);
});

test('another refusal of an eviction is told', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  world.kubernetes.faults.next(/eviction/, refuse(403, { message: 'no evictions' }));
  await expect(steps()()).rejects.toThrow('no evictions');
});

test('only the pod that was seen is evicted, and not the one that has come in its place', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  const { uid } = world.find('pods', 'restate-0')!.metadata;
  await steps()();
  const { body } = world.kubernetes.log.find(({ name }) => name.includes('eviction'))!;
  expect(body.deleteOptions.preconditions).toEqual({ uid });
});

test('pods are replaced one after the other', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  pod(1, { credentials: false });
  const next = steps();
  await next();
  pod(0);
  await next();
  pod(1);
  expect(await next()).toMatchObject({ exit: 0 });
  expect(writes()).toEqual(['POST pods/restate-0/eviction', 'POST pods/restate-1/eviction']);
});

test('while one is going, no other is touched', async () => {
  canary('Complete');
  pod(0);
  pod(1, { credentials: false });
  const going = world.find('pods', 'restate-0')!;
  world.put('pods', { ...going, metadata: { ...going.metadata, deletionTimestamp: 'now' } });
  expect(await steps()()).toEqual({ waitFor: 'pod restate-0 is being replaced' });
  expect(writes()).toEqual([]);
});

test('where the cloud puts nothing into the pod, none is replaced', async () => {
  canary('Complete');
  pod(0, { credentials: false });
  expect(await steps({ aws: false })()).toMatchObject({ exit: 0 });
});

test('a newer Job is given way to', async () => {
  canary('Failed');
  putJob(world, 'credentials', 'newer');
  expect(await steps()()).toMatchObject({ exit: 4 });
  expect(writes()).toEqual([]);
});
