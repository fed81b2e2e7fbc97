import { observe, registered, retained, there, wanted } from './situation';
import type { Situation } from './situation';
import { PART_KINDS } from '../../../src/contract';
import { diffToEvents } from '../../../src/reconciler/loop/events';
import type { Observation } from '../../../src/reconciler/observe/observation';
import { orphanedVersions } from '../../../src/reconciler/observe/orphans';
import { findVersions } from '../../../src/reconciler/observe/versions';
import type { VersionObjects } from '../../../src/reconciler/observe/versions';
import { plan } from '../../../src/reconciler/plan/plan';
import { MutableRetryState } from '../../../src/reconciler/plan/retry-state';
import { runtimeStatus } from '../../../src/reconciler/plan/runtime-status';
import { growth } from '../counted';

/** Sorting reads a bit more than twice as much. */
const LINEAR = 2.4;

const names = (size: number) => Array.from({ length: size }, (_, index) => `shop${index}`);
const perShop = <T>(size: number, of: (name: string) => T | readonly T[]) =>
  names(size).flatMap((name) => of(name));
const latest = (size: number, version: string) =>
  Object.fromEntries(names(size).map((name) => [name, `${name}-${version}`]));
const objects = (size: number, ...versions: string[]) =>
  perShop(size, (name) => versions.map((version) => `${name}-${version}`));

const NAMESPACES: Record<string, (size: number) => Situation> = {
  'with old versions at rest': (size) => ({
    desired: perShop(size, (name) => wanted(name, 'v3')),
    there: perShop(size, (name) => [
      retained(`${name}-v1`),
      retained(`${name}-v2`),
      registered(`${name}-v3`),
    ]),
    admin: { knows: objects(size, 'v3'), latest: latest(size, 'v3') },
  }),
  'with old versions that drain': (size) => ({
    desired: perShop(size, (name) => wanted(name, 'v3')),
    there: objects(size, 'v1', 'v2', 'v3').map((object) => registered(object)),
    admin: { knows: objects(size, 'v1', 'v2', 'v3'), latest: latest(size, 'v3') },
  }),
  'with new versions': (size) => ({
    desired: perShop(size, (name) => wanted(name, 'v3', { autoscaling: { min: 1, max: 3 } })),
    there: perShop(size, (name) => [registered(`${name}-v2`), there(`${name}-v3`)]),
    admin: { knows: objects(size, 'v2'), latest: latest(size, 'v2') },
  }),
  'with services that removals have made private': (size) => ({
    desired: perShop(size, (name) => wanted(name, 'v3')),
    there: perShop(size, (name) => [
      registered(`${name}-v2`, { privateServices: [name] }),
      registered(`${name}-v3`),
    ]),
    admin: {
      knows: objects(size, 'v2', 'v3'),
      latest: latest(size, 'v3'),
      private: names(size),
    },
  }),
  'with services that others have taken': (size) => ({
    desired: perShop(size, (name) => wanted(name, 'v3')),
    there: objects(size, 'v2', 'v3').map((object) => registered(object)),
    admin: { knows: objects(size, 'v2', 'v3'), latest: latest(size, 'v2') },
  }),
  'whose deployments have left': (size) => ({
    desired: [wanted('other', 'v1')],
    there: [registered('other-v1'), ...objects(size, 'v1', 'v2').map((each) => registered(each))],
    admin: {
      knows: ['other-v1', ...objects(size, 'v1', 'v2')],
      latest: { other: 'other-v1', ...latest(size, 'v2') },
    },
  }),
  'with many old versions of one deployment': (size) => ({
    desired: [wanted('shop', `v${size}`)],
    there: names(size).map((_, index) => registered(`shop-v${index + 1}`)),
    admin: {
      knows: names(size).map((_, index) => `shop-v${index + 1}`),
      latest: { shop: `shop-v${size}` },
    },
  }),
  'with many old versions of a deployment that has left': (size) => ({
    desired: [wanted('other', 'v1')],
    there: [
      registered('other-v1'),
      ...names(size).map((_, index) => registered(`shop-v${index + 1}`)),
    ],
    admin: {
      knows: ['other-v1', ...names(size).map((_, index) => `shop-v${index + 1}`)],
      latest: { other: 'other-v1', shop: `shop-v${size}` },
    },
  }),
};

/** All that one pass computes. */
function pass(observation: Observation): void {
  const memory = new MutableRetryState();
  const planned = plan(observation, memory);
  memory.noteRemovable(planned.removable, 0);
  memory.noteSteps(planned.steps);
  const status = runtimeStatus(planned, observation);
  diffToEvents(observation.previous, status);
  orphanedVersions(observation);
}

describe('a pass reads twice as much of a namespace that is twice as large', () => {
  test.each(Object.entries(NAMESPACES))('%s', (_, of) => {
    const factor = growth((size, counter) => {
      const first = observe(of(size));
      const status = runtimeStatus(plan(first, new MutableRetryState()), first);
      pass(counter.counted({ ...first, previous: status }));
    });
    expect(factor).toBeLessThan(LINEAR);
  });
});

test('versions are put together from their objects by reading each of them some times', () => {
  const factor = growth((size, counter) => {
    const labels = (name: string) => ({
      'restate.dev/owned-by': name,
      'restate.dev/runtime': 'app',
    });
    const named = (name: string, object: string) => ({
      metadata: { name: object, labels: labels(name) },
    });
    const lists = Object.fromEntries(PART_KINDS.map((kind) => [kind, [] as unknown[]]));
    const listed = {
      ...lists,
      replicaSets: [],
      services: perShop(size, (name) => named(name, `${name}-v1`)),
      routes: perShop(size, (name) => [named(name, `${name}-v1`), named(name, `${name}-v2`)]),
      configurations: [],
      knativeServices: perShop(size, (name) => named(name, name)),
    } as unknown as VersionObjects;
    const { desired } = observe({ desired: perShop(size, (name) => wanted(name, 'v2')) });
    findVersions(counter.counted(desired), counter.counted({ ...listed, endpoints: [] }));
  });
  expect(factor).toBeLessThan(LINEAR);
});
