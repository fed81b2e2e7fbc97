import { putJob, runOf } from './job';
import {
  otherJobs,
  deleteOlderJobs,
  deleteSupersededJobs,
} from '../../../src/reconciler/cluster-jobs/superseded-jobs';
import { refuse } from '../memory/faults';
import { World } from '../world';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());

const namesOf = (jobs: ReadonlyArray<{ metadata: { name: string } }>) =>
  jobs.map(({ metadata }) => metadata.name);

test('those of its kind are older or newer, and those of another kind neither', async () => {
  putJob(world, 'grow', 'before');
  putJob(world, 'provision', 'other-kind');
  putJob(world, 'grow', 'own');
  putJob(world, 'grow', 'after');
  const { older, newer } = await otherJobs(runOf(world), 'grow');
  expect([namesOf(older), namesOf(newer)]).toEqual([['before'], ['after']]);
});

test('two of the same second: neither gives way', async () => {
  putJob(world, 'grow', 'own');
  world.clock.advance(-1);
  putJob(world, 'grow', 'twin');
  expect(await otherJobs(runOf(world), 'grow')).toEqual({ older: [], newer: [] });
});

test('a run whose own Job is gone knows of none', async () => {
  putJob(world, 'grow', 'before');
  expect(await otherJobs(runOf(world), 'grow')).toEqual({ older: [], newer: [] });
});

test('older ones are removed, and a newer one is not', async () => {
  for (const name of ['before', 'own', 'after']) putJob(world, 'grow', name);
  await deleteOlderJobs(runOf(world), 'grow');
  expect(world.names('jobs')).toEqual(['own', 'after']);
});

test('of another kind, those that have ended and were replaced are removed; the newest stays', async () => {
  putJob(world, 'provision', 'first', 'Complete');
  putJob(world, 'provision', 'runs');
  putJob(world, 'provision', 'third', 'Failed');
  putJob(world, 'provision', 'newest', 'Complete');
  await deleteSupersededJobs(runOf(world), 'provision');
  expect(world.names('jobs')).toEqual(['runs', 'newest']);
});

test('one that can not be removed is printed, and the others are', async () => {
  for (const name of ['a', 'b', 'own']) putJob(world, 'grow', name);
  world.kubernetes.faults.next(/DELETE jobs.a/, refuse(403, { message: 'a policy keeps it' }));
  const run = runOf(world);
  await deleteOlderJobs(run, 'grow');
  expect(world.names('jobs')).toEqual(['a', 'own']);
  expect(run.printed).toEqual([expect.stringContaining('a policy keeps it')]);
});
