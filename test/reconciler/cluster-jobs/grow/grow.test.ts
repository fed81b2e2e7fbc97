import { growStep } from '../../../../src/reconciler/cluster-jobs/grow/grow';
import { after, refuse } from '../../memory/faults';
import { World } from '../../world';
import { putJob, runOf } from '../job';

const GIB = 1024 ** 3;
const gib = (count: number) => String(count * GIB);

let world: World;
beforeEach(async () => {
  world = await World.start();
  putJob(world, 'grow', 'own');
});
afterEach(() => world.stop());

function claim(ordinal: number, size: string, phase = 'Bound'): void {
  world.put('persistentVolumeClaims', {
    metadata: { name: `storage-restate-${ordinal}` },
    spec: { resources: { requests: { storage: size } } },
    status: { phase },
  });
}

/** As it was applied, by server-side apply unless a client-side one is named. */
function statefulSet(size: string, replicas = 2, operation = 'Apply', manager = 'kubectl'): void {
  const fieldsV1 = { 'f:spec': { 'f:volumeClaimTemplates': {}, 'f:replicas': {} } };
  world.put('statefulSets', {
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet' },
    metadata: {
      ...{ name: 'restate', namespace: 'apps', labels: { app: 'restate' }, generation: 1 },
      managedFields: [
        { manager: 'hpa', operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
        { manager, operation, fieldsV1 },
        { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status' },
      ],
    },
    spec: {
      replicas,
      template: { spec: { containers: [{ name: 'restate', image: 'restate:1.5' }] } },
      volumeClaimTemplates: [template('storage', size), template('logs', '1Gi')],
    },
  });
}
function template(name: string, storage: string) {
  return { metadata: { name }, spec: { resources: { requests: { storage } } } };
}

const step = (storage = 2, replicas = 2, templateGib = storage) =>
  growStep(runOf(world), { replicas, storage: gib(storage), template: gib(templateGib) });

/** Steps until one is the end or has to wait, and what each did. */
async function run(...options: Parameters<typeof step>) {
  for (let steps = 0; steps < 10; steps++) {
    const outcome: any = await step(...options);
    if (!outcome.now) return outcome;
  }
  throw new Error('it does not end');
}

const sizes = () =>
  world.list('persistentVolumeClaims').map(({ spec }) => spec.resources.requests.storage);
const templateSizes = () =>
  world
    .find('statefulSets', 'restate')!
    .spec.volumeClaimTemplates.map(({ spec }: any) => spec.resources.requests.storage);
const managers = () =>
  world
    .find('statefulSets', 'restate')!
    .metadata.managedFields.map(({ manager, operation }: any) => `${manager} ${operation}`);

test('claims are made larger, then the template, and the pods are left alone', async () => {
  claim(0, '1Gi');
  claim(1, '1Gi');
  statefulSet('1Gi');
  const before = world.find('statefulSets', 'restate')!;
  expect(await run()).toMatchObject({
    exit: 0,
    message: `all volumes have at least ${gib(2)} bytes`,
  });
  expect(sizes()).toEqual([gib(2), gib(2)]);
  expect(templateSizes()).toEqual([gib(2), '1Gi']);
  const made = world.find('statefulSets', 'restate')!;
  expect(made.metadata.uid).not.toBe(before.metadata.uid);
  expect(made.spec.template).toEqual(before.spec.template);
  expect(made.metadata.labels).toEqual(before.metadata.labels);
  expect(world.names('controllerRevisions')).toEqual([]);
  expect(world.events).toEqual(['VolumesExpanded', 'StatefulSetRecreated']);
});

test('it is deleted without its pods, and only after it was written down', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1);
  await step(2, 1);
  expect(world.kubernetes.names()).toEqual([
    'POST controllerrevisions',
    'DELETE statefulsets/restate',
  ]);
  expect(world.kubernetes.log.at(-1)!.body.propagationPolicy).toBe('Orphan');
  expect(world.find('controllerRevisions', 'restate-growing')!.data.spec.replicas).toBe(1);
});

test('a run that was killed after it deleted the StatefulSet is taken up by the next, as it was', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1);
  await step(2, 1);
  expect(world.names('statefulSets')).toEqual([]);
  expect(await run(2, 1)).toMatchObject({ exit: 0 });
  expect(world.names('statefulSets')).toEqual(['restate']);
});

test('all who owned fields of it get them back', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1);
  await run(2, 1);
  expect(managers()).toEqual(['hpa Update', 'kubectl Apply']);
});

test('one of a client-side apply is made again under the name of that tool', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1, 'Update', 'helm');
  await run(2, 1);
  expect(managers()).toEqual(['hpa Update', 'helm Update']);
});

test('somebody who has written the new one in the meantime keeps their fields', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1);
  await step(2, 1);
  await step(2, 1);
  const made = world.find('statefulSets', 'restate')!;
  const argo = { manager: 'argocd', operation: 'Apply', fieldsV1: { 'f:spec': {} } };
  const managedFields = [...made.metadata.managedFields, argo];
  world.put('statefulSets', { ...made, metadata: { ...made.metadata, managedFields } });
  await run(2, 1);
  expect(managers()).toEqual(['kubectl Apply', 'argocd Apply']);
});

test('a run that is out of date does not make the template smaller than it was', async () => {
  claim(0, '4Gi');
  statefulSet('4Gi', 1);
  const { metadata } = world.find('statefulSets', 'restate')!;
  world.put('controllerRevisions', {
    metadata: { name: 'restate-growing' },
    data: { ...world.find('statefulSets', 'restate')!, metadata },
  });
  world.remove('statefulSets', 'restate');
  await step(2, 1);
  expect(templateSizes()[0]).toBe(gib(4));
});

test('a newer Job for another size is given way to, and nothing is changed', async () => {
  claim(0, '1Gi');
  statefulSet('1Gi', 1);
  putJob(world, 'grow', 'newer');
  expect(await step(2, 1)).toMatchObject({ exit: 4 });
  expect(world.kubernetes.names()).toEqual([]);
});

test('volumes do not shrink, and it says which asks for how much', async () => {
  claim(0, '4Gi');
  claim(1, '2Gi');
  statefulSet('4Gi');
  const outcome: any = await step(2);
  expect(outcome).toMatchObject({ exit: 3, event: { reason: 'VolumeShrinkForbidden' } });
  expect(outcome.message).toContain(
    `${gib(2)} is smaller than claim storage-restate-0, the claim template of the StatefulSet`,
  );
  expect(outcome.message).toContain(`at least ${gib(4)} bytes`);
  expect(world.kubernetes.names()).toEqual([]);
});

test('all claims are tried before one is changed, and a class that can not expand is told', async () => {
  claim(0, '1Gi');
  claim(1, '1Gi');
  statefulSet('1Gi');
  const refusal = refuse(403, { message: 'only dynamically provisioned pvc can be resized' });
  world.kubernetes.faults.next(/PATCH .*restate-1/, refusal);
  const outcome: any = await step();
  expect(outcome).toMatchObject({ exit: 3, event: { reason: 'VolumeExpansionFailed' } });
  expect(outcome.message).toMatch(/claim storage-restate-1 .*can be resized.*Nothing was changed/);
  expect(sizes()).toEqual(['1Gi', '1Gi']);
});

test.each([
  ['is modified meanwhile', 409],
  ['meets a server that is busy', 429],
  ['is gone', 404],
])('a claim that %s is looked at again, and that is no refusal', async (_, status) => {
  claim(0, '1Gi');
  statefulSet('1Gi', 1);
  const headers = { 'retry-after': '0.01' };
  world.kubernetes.faults.next(/PATCH/, refuse(status, { message: 'again' }, headers), 4);
  await expect(step(2, 1)).rejects.toThrow('again');
});

test('a claim that somebody makes larger after the look is not made smaller', async () => {
  claim(0, '1Gi');
  statefulSet('1Gi', 1);
  world.kubernetes.faults.next(
    /PATCH/,
    after(() => claim(0, '8Gi')),
  );
  await expect(step(2, 1)).rejects.toThrow(/modified/);
  expect(sizes()).toEqual(['8Gi']);
});

test('a claim that has no volume yet is waited for', async () => {
  claim(0, '1Gi', 'Pending');
  statefulSet('1Gi', 1);
  expect(await step(2, 1)).toEqual({
    waitFor: 'storage-restate-0 is not bound yet, and can only be expanded then',
  });
});

test('a record of another StatefulSet, of an earlier run, is written anew', async () => {
  claim(0, '2Gi');
  statefulSet('1Gi', 1);
  const live = world.find('statefulSets', 'restate')!;
  world.put('controllerRevisions', { metadata: { name: 'restate-growing' }, data: live });
  expect(await run(2, 1)).toMatchObject({ exit: 0 });
  expect(templateSizes()[0]).toBe(gib(2));
});

test('when it is done, older Jobs go, those of other sizes and the ones that were replaced', async () => {
  claim(0, '2Gi');
  statefulSet('2Gi', 1);
  world.remove('jobs', 'own');
  putJob(world, 'provision', 'provision-old', 'Complete');
  putJob(world, 'provision', 'provision-new', 'Complete');
  putJob(world, 'grow', 'before', 'Complete');
  putJob(world, 'grow', 'own');
  expect(await run(2, 1)).toMatchObject({ exit: 0 });
  expect(world.names('jobs')).toEqual(['provision-new', 'own']);
});

test('with a template that stays smaller, the claims of all replicas are waited for', async () => {
  claim(0, gib(2));
  statefulSet('1Gi', 2);
  expect(await run(2, 2, 1)).toEqual({ waitFor: 'not all replicas have a claim yet' });
  claim(1, '1Gi');
  expect(await run(2, 2, 1)).toMatchObject({ exit: 0 });
  expect(sizes()).toEqual([gib(2), gib(2)]);
  expect(templateSizes()[0]).toBe('1Gi');
});
