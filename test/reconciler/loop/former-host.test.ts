/** What ran the runtime before its mode was changed. */
import { NAMES, podLabels } from '../../../src/contract';
import { FormerHost } from '../../../src/reconciler/loop/former-host';
import { refuse } from '../memory/faults';
import { World } from '../world';

let world: World;
let former: FormerHost;

const SWEEP = { everyMinutes: 5, offsetMinutes: 0 };
const host = (labels: Record<string, string> = podLabels('app')) => ({
  metadata: { name: NAMES.host('app'), labels },
});

beforeEach(async () => {
  world = await World.start();
  former = new FormerHost(world.client, 'app');
  world.put('cronJobs', host());
  world.put('deployments', host());
});
afterEach(() => world.stop());

test('the Deployment goes when the desired state asks for a CronJob', async () => {
  await former.delete(SWEEP);
  expect([world.names('cronJobs'), world.names('deployments')]).toEqual([['app'], []]);
});

test('the CronJob goes when it asks for a Deployment', async () => {
  await former.delete(undefined);
  expect([world.names('cronJobs'), world.names('deployments')]).toEqual([[], ['app']]);
});

test('one of that name that belongs to somebody else stays', async () => {
  const { 'app.kubernetes.io/name': _, ...others } = podLabels('app');
  world.remove('deployments', 'app');
  world.put('deployments', host(others));
  await former.delete(SWEEP);
  expect(world.names('deployments')).toEqual(['app']);
});

test('a Role that does not allow it is no failure', async () => {
  world.kubernetes.faults.next(/deployments/, refuse(403, { reason: 'Forbidden', message: 'no' }));
  await former.delete(SWEEP);
  expect(world.names('deployments')).toEqual(['app']);
});

test('whatever else the API server says is one, and it is looked at again', async () => {
  world.kubernetes.faults.next(
    /DELETE deployments/,
    refuse(409, { reason: 'Conflict', message: 'x' }),
  );
  await expect(former.delete(SWEEP)).rejects.toThrow(/409/);
  await former.delete(SWEEP);
  expect(world.names('deployments')).toEqual([]);
  world.kubernetes.forget();
  await former.delete(SWEEP);
  expect(world.kubernetes.log).toEqual([]);
});
