import { putJob } from './job';
import { CLUSTER_ARGS } from '../../../src/contract';
import { clusterCommand, isClusterCommand } from '../../../src/reconciler/cluster-jobs/command';
import { World } from '../world';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());

const ENV = { JOB_NAME: 'own', JOB_UID: 'uid-own' };

test('the three commands are known, and no other', () => {
  expect(
    ['provision', 'grow', 'credentials', 'reconcile', undefined].map(isClusterCommand),
  ).toEqual([...[true, true, true, false, false]]);
});

test('grow understands the arguments that the construct writes', async () => {
  const options = { replicas: 1, storage: '2147483648', template: '2147483648' };
  const [command, ...args] = CLUSTER_ARGS.grow(options);
  expect(command).toBe('grow');
  const end = await clusterCommand('grow', args, world.client, ENV);
  expect(end).toEqual({ exit: 0, message: 'all volumes have at least 2147483648 bytes' });
});

test('credentials understands the canaries that the construct writes', async () => {
  const metadata = { name: 'canary', namespace: 'apps', labels: {} };
  const canary = { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: {} };
  const args = CLUSTER_ARGS.credentials({ replicas: 1, aws: true, canaries: [canary] }).slice(1);
  putJob(world, 'credentials', 'canary', 'Complete');
  const end = await clusterCommand('credentials', args, world.client, {});
  expect(end).toMatchObject({ exit: 0 });
  expect(world.kubernetes.names(/jobs.canary/)).toEqual(['GET jobs/canary']);
});

test('provision asks as many nodes as it is told of, and gives way to the mark that it finds', async () => {
  world.put('configMaps', { metadata: { name: 'restate-provisioned' } });
  const options = { replicas: 2, clusterDns: 'invalid.', after: ['canary'] };
  const args = CLUSTER_ARGS.provision(options).slice(1);
  const end = await clusterCommand('provision', args, world.client, ENV);
  expect(end).toMatchObject({
    message: 'the cluster was provisioned before (recorded by ConfigMap restate-provisioned)',
  });
  expect(world.kubernetes.names(/GET (pods|jobs)/).sort()).toEqual([
    ...['GET jobs/canary', 'GET pods/restate-0', 'GET pods/restate-1'],
  ]);
});

test.each([
  [['--storage', '1', '--unknown'], /--unknown/],
  [[], 'missing flag --storage'],
])('arguments %j are refused', async (args, message) => {
  await expect(clusterCommand('grow', args, world.client, ENV)).rejects.toThrow(message);
});
