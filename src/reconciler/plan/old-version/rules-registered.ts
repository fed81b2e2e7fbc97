/** Rules of an old version that is registered: wait until nothing needs it, then take it away. */
import { always } from '../rule';
import { PRIVATE_SETTLE_MS } from './drain-delay';
import type { OldVersionFacts } from './facts';
import { blockers, drainEnd, group, hasObject } from './old-version-rule';
import {
  deleteAll,
  deregister,
  deregisterOrphan,
  forgetPrivateServices,
  makePrivate,
  startDrainDelay,
  stopDrainDelay,
  waitUntil,
} from './removal-actions';
import { wake } from './wake';

const OF_ANOTHER = group(
  ({ isIdInUse }) => !!isIdInUse,
  { state: 'Removing' },
  {
    name: 'registered for a desired version, its services still private',
    when: ({ privateServices = [] }) => privateServices.length > 0,
    blockers: ({ privateServices = [] }) => [
      `a removal made these services private, and they become public first: ${privateServices.join(', ')}`,
    ],
  },
  {
    // The same URI under a newer version: only the record of the older one goes.
    name: 'registered for a desired version',
    when: always,
    actions: deleteAll,
  },
);

const NEEDED = group(
  always,
  { shows: registration },
  {
    // What is private from now on is so by somebody's choice.
    name: 'its services are public again',
    when: ({ observed, successor, isPublicAgain }) =>
      hasObject(observed) && !!successor && !!isPublicAgain,
    state: 'Draining',
    actions: forgetPrivateServices,
    blockers,
  },
  {
    // Side by side, the server would fall back to the older one in between, and admit calls to it.
    name: 'due, older versions of its services go first',
    when: (facts) => facts.goesAfter!.length > 0 && isDue(facts),
    state: 'Drained',
    blockers: ({ goesAfter }) => [
      `it is the latest for a service that older versions offer, which go first: ${goesAfter!.join(', ')}`,
    ],
  },
  {
    name: 'forced',
    when: ({ isForced }) => isForced,
    state: 'Removing',
    actions: (facts) => deregister(facts, { evenIfActive: true }),
  },
  {
    name: 'serves until its successor is registered',
    when: ({ isServing }) => !!isServing,
    state: 'Serving',
    actions: (facts) => [...wake(facts), ...stopDrainDelay(facts)],
    blockers,
  },
  {
    // Nobody offers these services any more: without this, a steady stream of calls would never end.
    name: 'left the desired state, services made private',
    when: ({ observed, successor, publicServices = [] }) =>
      hasObject(observed) && !successor && publicServices.length > 0,
    state: 'Draining',
    actions: makePrivate,
    blockers,
  },
  {
    name: 'invocations need it',
    when: (facts) => blockers(facts).length > 0,
    state: 'Draining',
    actions: (facts) => [...wake(facts), ...stopDrainDelay(facts)],
    blockers,
  },
);

const NOT_NEEDED = group(
  always,
  { state: 'Drained', shows: registration },
  {
    // Without an object there is nothing to write a drain delay on, nor is any good in one: no call can
    // be on its way to a pod.
    name: 'ReplicaSet deleted, waits for confirmation',
    when: ({ observed, isConfirmed }) => !hasObject(observed) && !isConfirmed,
    removable: true,
  },
  {
    name: 'ReplicaSet deleted, deregistered',
    when: ({ observed }) => !hasObject(observed),
    state: 'Removing',
    actions: deregisterOrphan,
    removable: true,
  },
  {
    name: 'drained, drain delay starts',
    when: ({ drainDelay }) => drainDelay.phase === 'not started',
    actions: startDrainDelay,
    removeAt: drainEnd,
  },
  {
    name: 'drained, waits for drain delay',
    when: ({ drainDelay }) => drainDelay.phase === 'running',
    removeAt: drainEnd,
  },
  {
    // The new version dropped them: quiet for the whole delay, and now closed.
    name: 'drained, dropped services made private',
    when: ({ publicServices = [] }) => publicServices.length > 0,
    actions: (facts) => [...makePrivate(facts), waitUntil(settled(facts))],
    removeAt: settled,
  },
  {
    name: 'drained, waits for confirmation',
    when: ({ isConfirmed }) => !isConfirmed,
    removeAt: drainEnd,
    removable: true,
  },
  {
    name: 'drained, removed',
    when: always,
    state: 'Removing',
    actions: (facts) => deregister(facts, { evenIfActive: false }),
    removable: true,
  },
);

export const RULES_REGISTERED = [...OF_ANOTHER, ...NEEDED, ...NOT_NEEDED];

function registration({ id, invocations }: OldVersionFacts) {
  return { deploymentId: id, invocations };
}

/** All but its last look is done. */
function isDue(facts: OldVersionFacts): boolean {
  if (facts.isForced) return true;
  if (facts.isServing || blockers(facts).length > 0) return false;
  if (!hasObject(facts.observed)) return true;
  return facts.drainDelay.phase === 'over' && facts.publicServices!.length === 0;
}

function settled({ now }: OldVersionFacts): Date {
  return new Date(now.getTime() + PRIVATE_SETTLE_MS);
}
