import { NAMES, podLabels } from '../../../src/contract';
import type { RuntimeStatus } from '../../../src/contract';
import { StatusStore } from '../../../src/reconciler/kubernetes/status-store';
import { GarbageCollector } from '../../../src/reconciler/loop/garbage';
import type { PassOutcome } from '../../../src/reconciler/loop/garbage';
import { refuse } from '../memory/faults';
import { World } from '../world';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());

const SCRIPTS = ['app-script-1', 'app-script-2', 'app-script-3'];
const STATUS: RuntimeStatus = {
  ...{ contract: 1, id: 'app', conditions: [], deployments: [], scripts: SCRIPTS },
};

/** What is left when a run of the third script has removed what it can. */
async function collect(
  found: Partial<PassOutcome> = {},
  script: string | undefined = 'app-script-3',
): Promise<string[]> {
  for (const name of SCRIPTS) world.put('configMaps', { metadata: { name } });
  const store = new StatusStore(world.client, 'app');
  await store.load();
  await store.change((stored) => ({ ...stored, status: STATUS }));
  const collector = new GarbageCollector(world.client, store, 'app', script);
  await collector.collect({ status: STATUS, jobs: [], ...found });
  return world.names('configMaps').filter((name) => name.includes('script'));
}

/** A Job of this runtime whose pods run from a script. */
function job(script: string, done = false) {
  return {
    metadata: { name: `job-of-${script}` },
    spec: { template: { spec: { volumes: [{ configMap: { name: script } }] } } },
    status: { conditions: done ? [{ type: 'Complete', status: 'True' }] : [] },
  };
}

test('scripts of earlier versions go, and the status forgets them', async () => {
  expect(await collect()).toEqual(['app-script-3']);
  expect(world.reported!.scripts).toEqual(['app-script-3']);
});

test('a script that a Job which is not done runs from stays', async () => {
  expect(await collect({ jobs: [job('app-script-1')] })).toEqual(['app-script-1', 'app-script-3']);
  expect(world.reported!.scripts).toEqual(['app-script-1', 'app-script-3']);
});

test('a script that was used after this one is newer, and stays: this run may have been stopped for long', async () => {
  expect(await collect({}, 'app-script-2')).toEqual(['app-script-2', 'app-script-3']);
});

test('a script that the CronJob names stays, as after a roll back', async () => {
  world.put('cronJobs', {
    metadata: { name: NAMES.host('app'), labels: podLabels('app') },
    spec: { jobTemplate: { spec: job('app-script-1').spec } },
  });
  const sweep = { everyMinutes: 5, offsetMinutes: 0 };
  expect(await collect({ sweep })).toEqual(['app-script-1', 'app-script-3']);
});

test('a script of a Job that is done goes', async () => {
  expect(await collect({ jobs: [job('app-script-1', true)] })).toEqual(['app-script-3']);
});

test('a run that does not know its own script removes none', async () => {
  const store = new StatusStore(world.client, 'app');
  for (const name of SCRIPTS) world.put('configMaps', { metadata: { name } });
  await new GarbageCollector(world.client, store, 'app', undefined).collect({
    status: STATUS,
    jobs: [],
  });
  expect(world.names('configMaps')).toEqual(SCRIPTS);
});

test('a script that is gone already is no failure', async () => {
  world.kubernetes.faults.next(/DELETE configmaps.app-script-1/, refuse(404));
  await collect();
  expect(world.reported!.scripts).toEqual(['app-script-3']);
});

describe('what ran the runtime before its mode was changed', () => {
  const sweep = { everyMinutes: 5, offsetMinutes: 0 };
  const host = (labels: Record<string, string> = podLabels('app')) => ({
    metadata: { name: NAMES.host('app'), labels },
  });

  beforeEach(() => {
    world.put('cronJobs', host());
    world.put('deployments', host());
  });

  test('the Deployment goes when the desired state asks for a CronJob', async () => {
    await collect({ sweep });
    expect([world.names('cronJobs'), world.names('deployments')]).toEqual([['app'], []]);
  });

  test('the CronJob goes when it asks for a Deployment', async () => {
    await collect();
    expect([world.names('cronJobs'), world.names('deployments')]).toEqual([[], ['app']]);
  });

  test('one of that name that belongs to somebody else stays', async () => {
    const { 'app.kubernetes.io/name': _, ...others } = podLabels('app');
    world.remove('deployments', 'app');
    world.put('deployments', host(others));
    await collect({ sweep });
    expect(world.names('deployments')).toEqual(['app']);
  });

  test('a Role that does not allow it is no failure', async () => {
    world.kubernetes.faults.next(
      /deployments/,
      refuse(403, { reason: 'Forbidden', message: 'no' }),
    );
    await collect({ sweep });
    expect(world.names('deployments')).toEqual(['app']);
  });

  test('whatever else the API server says is one, and it is looked at again', async () => {
    const store = new StatusStore(world.client, 'app');
    const collector = new GarbageCollector(world.client, store, 'app', 'app-script-3');
    const found = { status: { ...STATUS, scripts: [] }, jobs: [], sweep };
    world.kubernetes.faults.next(
      /DELETE deployments/,
      refuse(409, { reason: 'Conflict', message: 'x' }),
    );
    await expect(collector.collect(found)).rejects.toThrow(/409/);
    await collector.collect(found);
    expect(world.names('deployments')).toEqual([]);
    world.kubernetes.forget();
    await collector.collect(found);
    expect(world.kubernetes.log).toEqual([]);
  });
});
