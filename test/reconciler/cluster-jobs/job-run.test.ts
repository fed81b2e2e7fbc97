import { runOf } from './job';
import type { TestRun } from './job';
import { runJob } from '../../../src/reconciler/cluster-jobs/job-run';
import type { StepResult } from '../../../src/reconciler/cluster-jobs/job-run';
import { refuse } from '../memory/faults';
import { pass, useVirtualTime } from '../virtual-time';
import { World } from '../world';

let world: World;
let run: TestRun;
beforeEach(async () => {
  world = await World.start();
  run = runOf(world, { deadlineSeconds: 120 });
  // The first answer tells the time.
  await world.client.list({ group: '', version: 'v1', resource: 'pods' });
});
afterEach(() => world.stop());
useVirtualTime();

const DONE: StepResult = { exit: 0, message: 'done' };

/** Runs steps that come to these outcomes, the last one for ever. */
async function steps(...outcomes: Array<StepResult | Error>) {
  let taken = 0;
  const startedAt = performance.now();
  const step = async () => {
    const outcome = outcomes[Math.min(taken++, outcomes.length - 1)];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const { exit, message } = await pass(runJob(run, step));
  return { exit, message, taken, ms: performance.now() - startedAt };
}

test('steps are taken until one is the end', async () => {
  const outcome = await steps({ waitFor: 'a' }, { waitFor: 'b' }, DONE);
  expect(outcome).toMatchObject({ exit: 0, message: 'done', taken: 3 });
  expect(run.printed).toEqual(['waiting: a', 'waiting: b']);
});

test('after something was done the next look does not wait', async () => {
  expect((await steps({ waitFor: 'grow', now: true }, DONE)).ms).toBe(0);
});

test('a step that throws is tried again, as after a crash', async () => {
  expect(await steps(new Error('503 starting'), DONE)).toMatchObject({ exit: 0, taken: 2 });
  expect(run.printed).toEqual(['waiting: 503 starting']);
});

test('what is waited for is printed once, and told by one Event once it lasts', async () => {
  const wait = { waitFor: 'a volume' };
  await steps(...Array<StepResult>(50).fill(wait), DONE);
  expect(world.events).toEqual([]);
  await steps(...Array<StepResult>(80).fill(wait), DONE);
  expect(run.printed.filter((line) => line === 'Waiting: a volume')).toHaveLength(1);
  expect(world.list('events')).toMatchObject([
    {
      ...{ type: 'Warning', reason: 'Waiting', message: 'a volume' },
      involvedObject: { kind: 'Job', name: 'own', uid: 'uid-own' },
    },
  ]);
});

test('at its deadline it gives up, and says what it waited for', async () => {
  const { exit, message, ms } = await steps({ waitFor: 'a volume' });
  expect({ exit, message }).toEqual({ exit: 1, message: 'timed out waiting: a volume' });
  expect(ms).toBeGreaterThanOrEqual(120_000);
  expect(ms).toBeLessThan(122_000);
});

test('an end that a person would want to hear of is told by an Event', async () => {
  const message = 'it shrinks';
  const end: StepResult = {
    ...{ exit: 3, message },
    event: { type: 'Warning', reason: 'VolumesCanNotShrink', message },
  };
  expect(await steps(end)).toMatchObject({ exit: 3 });
  expect(world.events).toEqual(['VolumesCanNotShrink']);
});

test('an Event that is refused is no failure', async () => {
  world.kubernetes.faults.always(/events/, refuse(403, { message: 'no events' }));
  expect(await steps({ waitFor: 'a volume' })).toMatchObject({ exit: 1 });
});
